// The burn-up: the plan as steps, the actual solid, the forecast dashed in hatched bands, and twenty dots on
// the axis of money, cut at the plan. The same places as the server's drawing (web/parts/burn_up.py); the
// drawing measures its letters, so that words need not be given room for the widest.
import { hatch } from "./ink.js";
import { quantileDots } from "./quantile_dots.js";
import { widthOf, words } from "./words.js";

export function burnUp(data, paper) {
  const { ink } = paper;
  const plot = placeOf(data, paper);
  const gone = data.fact.length;
  const today = [gone, data.fact.at(-1) ?? 0];
  const band = (rows) => [
    today,
    ...rows.map(([, high], day) => [gone + day + 1, high]),
    ...rows.map(([low], day) => [gone + day + 1, low]).reverse(),
  ];
  const steps = data.plan.flatMap((amount, day) => [[day, amount], [day + 1, amount]]);
  // A range by assumption: its lines twice as far apart, its edge dashed.
  const [wide, edge] = data.assumed ? [2, [3, 3]] : [1, "solid"];
  const layers = [
    data.band80.length && area(1, band(data.band80), hatch(9 * wide, 0.9, ink.border), ink.border, edge),
    data.band50.length && area(2, band(data.band50), hatch(6 * wide, 0.9, ink.fact, ink.bg), ink.border, edge),
    steps.length && way("plan", 3, [[0, 0], ...steps], { color: ink.muted, width: 1.5 }),
    data.median.length &&
      way("median", 4, [today, ...data.median.map((amount, day) => [gone + day + 1, amount])], {
        color: ink.fact,
        width: 2,
        type: [5, 4],
      }),
    gone &&
      way("fact", 5, [[0, data.start ?? 0], ...data.fact.map((amount, day) => [day + 1, amount])], { color: ink.fact, width: 2 }),
    free("goal", 6, (at) => atTheEdge(data, paper, plot, at)),
    free("words", 7, (at) => [...wordOfPlan(data, paper, plot, at), ...wordsOfFact(data, paper, plot, at)]),
    free("cursor", 8, (at) => cursor(data, paper, plot, at)),
  ];
  return { ...axes(data, paper, plot), series: layers.filter(Boolean) };
}

function placeOf(data, { width, height, narrow, family, inset = { top: 0, bottom: 0, side: 0 } }) {
  const figures = Math.max(...data.steps.map(({ word }) => widthOf(word, family)));
  // Without the outcomes beside it the last day is the edge, and half its word stands beyond it.
  const lastDay = data.dayWords.at(-1)?.word ?? "";
  const beside = data.outcomes.length && !narrow ? 210 : Math.max(12, Math.ceil(widthOf(lastDay, family) / 2));
  return {
    left: inset.side + figures + 10,
    right: width - inset.side - beside,
    // Two lines of words stand over the goal at the edge, the highest goal too.
    top: inset.top + (data.outcomes.length && !narrow ? 48 : 20),
    bottom: height - inset.bottom - 28,
    end: width - inset.side,
  };
}

function axes(data, { ink, family }, plot) {
  const label = { color: ink.muted, fontSize: 12, fontFamily: family };
  const bare = { axisLine: { show: false }, axisTick: { show: false } };
  const days = withRoom(data, family, plot);
  const wordOf = new Map(days.map((day) => [day.at + 0.5, day]));
  const amounts = data.steps.map(({ amount }) => amount);
  const wordOfStep = new Map(data.steps.map(({ amount, word }) => [amount, word]));
  return {
    grid: {
      left: plot.left,
      top: plot.top,
      width: plot.right - plot.left,
      height: plot.bottom - plot.top,
      outerBoundsMode: "none",
    },
    xAxis: {
      ...bare,
      type: "value",
      min: 0,
      max: data.days,
      splitLine: { show: false },
      axisLabel: {
        ...label,
        margin: 10,
        customValues: [...wordOf.keys()],
        formatter: (at) => (wordOf.get(at)?.today ? `{today|${wordOf.get(at).word}}` : wordOf.get(at)?.word),
        rich: { today: { ...label, color: ink.text, fontWeight: 600 } },
      },
    },
    yAxis: {
      ...bare,
      type: "value",
      min: data.lowest,
      max: data.highest,
      splitLine: {
        customValues: amounts,
        lineStyle: { color: [ink["hair-strong"], ...amounts.slice(1).map(() => ink.hair)], width: 1 },
      },
      axisLabel: { ...label, margin: 8, customValues: amounts, formatter: (amount) => wordOfStep.get(amount) ?? "" },
    },
  };
}

// Words under the axis never touch: today first, then the ends, then the rest from the left.
function withRoom(data, family, plot) {
  const px = (plot.right - plot.left) / data.days;
  const last = data.dayWords.length - 1;
  const rank = (day, place) => (day.today ? 0 : place === 0 || place === last ? 1 : 2);
  const ranked = data.dayWords
    .map((day, place) => ({ ...day, rank: rank(day, place), half: widthOf(day.word, family, { weight: 600 }) / 2 }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at);
  const kept = [];
  for (const day of ranked) {
    if (kept.every((other) => Math.abs(day.at - other.at) * px > day.half + other.half + 8)) kept.push(day);
  }
  return kept;
}

function way(id, z, points, lineStyle) {
  const still = { silent: true, symbol: "none", clip: false, emphasis: { disabled: true } };
  return { ...still, id, z, type: "line", data: points, lineStyle: { join: "round", ...lineStyle } };
}

function area(z, points, fill, stroke, lineDash) {
  return free(`band-${z}`, z, (at) => [
    { type: "polygon", shape: { points: points.map(at) }, style: { fill, stroke, lineWidth: 1, lineDash } },
  ]);
}

function free(id, z, children) {
  const renderItem = (_, api) => ({ type: "group", children: children((point) => api.coord(point)) });
  return { id, z, type: "custom", silent: true, clip: false, data: [[0, 0]], renderItem };
}

function line([x1, y1], [x2, y2], style) {
  return { type: "line", shape: { x1, y1, x2, y2 }, style };
}

function disc([cx, cy], r, style) {
  return { type: "circle", shape: { cx, cy, r }, style };
}

function wordOfPlan(data, { ink, family }, plot, at) {
  if (!data.plan.length) return [];
  const day = Math.max(Math.floor(data.days / 3), 1);
  const [x, y] = at([day, data.plan[day - 1]]);
  const wide = widthOf(data.words.plan, family, { weight: 600 });
  // Before the step it names; words too long for that begin at the axis, never over its figures.
  const end = Math.max(x - 6, plot.left + 6 + wide);
  return [words(data.words.plan, { x: end, y: y - 8, ink, family, weight: 600, anchor: "right", halo: true })];
}

function wordsOfFact(data, { ink, family, narrow }, plot, at) {
  if (!data.fact.length) return [];
  const [x, y] = at([data.fact.length, data.fact.at(-1)]);
  const said = [
    { text: data.words.fact, lower: 0, size: 14, weight: 600 },
    { text: data.words.factNote, lower: 16, size: 12, weight: 400 },
  ].filter(({ text }) => text);
  const widest = Math.max(...said.map(({ text, ...set }) => widthOf(text, family, set)));
  const late = x + 10 + widest > (narrow ? plot.end : plot.right);
  // Under the point and after it, where the plan of a rising month does not pass; before it at its end.
  const foot = y + 44 < plot.bottom && !late ? y + 22 : y - 26;
  const marks = [disc([x, y], 4, { fill: ink.fact })];
  for (const { text, lower, ...set } of said) {
    const room = plot.left + 6 + widthOf(text, family, set);
    if (late && room > x) continue; // it would lie over the forecast; the lines above the chart say it too
    const beside = late ? { x: Math.max(x - 10, room), anchor: "right" } : { x: x + 10, anchor: "left" };
    marks.push(words(text, { ...set, ...beside, y: foot + lower, ink, family, halo: true }));
  }
  return marks;
}

// The goal goes on beyond the last day as a line, the dots stand on both sides of it, the words at the end.
function atTheEdge(data, { ink, family, height, narrow }, plot, at) {
  if (!data.outcomes.length || narrow) return [];
  const middleOne = data.outcomes[Math.floor(data.outcomes.length / 2)].amount;
  const middle = at([0, data.goal ?? middleOne])[1];
  const dots = quantileDots(data.outcomes, {
    y: (amount) => at([0, amount])[1],
    middle,
    left: plot.right + 22,
    room: 76,
    top: 4,
    bottom: plot.bottom,
    pitch: 11,
  });
  const likely = middle + 44 < height ? middle + 24 : middle - 64;
  const set = { x: plot.end, ink, family, anchor: "right", halo: true };
  const figure = { ...set, size: 14, weight: 600 };
  const { chance, chanceNote, likely: likelyWord, likelyNote } = data.words;
  return [
    ...(data.goal === null ? [] : [line([plot.right, middle], [plot.end, middle], { stroke: ink.text, lineWidth: 2 })]),
    ...dots.map(({ reaches, x, y, r }) =>
      disc([x, y], r, { fill: reaches ? ink.fact : ink.bg, stroke: reaches ? ink.fact : ink.border, lineWidth: 1.25 }),
    ),
    ...(chance ? [words(chance, { ...figure, y: middle - 24 }), words(chanceNote, { ...set, y: middle - 8 })] : []),
    words(likelyWord, { ...figure, y: likely, italic: true }),
    words(likelyNote, { ...set, y: likely + 16 }),
  ];
}

// The point an arrow key stands on: a rule through its day, a ring on what came or will likely come.
function cursor(data, { ink, at: chosen }, plot, at) {
  if (!chosen) return [];
  const amount = data.fact[chosen - 1] ?? data.median[chosen - 1 - data.fact.length] ?? data.plan[chosen - 1];
  const [x, y] = at([chosen, amount]);
  return [
    line([x, plot.top], [x, plot.bottom], { stroke: ink.text, lineWidth: 1, lineDash: [2, 3] }),
    disc([x, y], 5, { fill: ink.bg, stroke: ink.text, lineWidth: 2 }),
  ];
}
