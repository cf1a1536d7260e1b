// The board as it stood, a day at a time: each frame is the server's own answer for that day. Chips glide from
// where they were; with reduced motion the frames simply follow one another.
import { onEveryPiece, within } from "./fragments.js";

const PAUSE = 550;
const GLIDE = { duration: 180, easing: "ease-out" };

function prepare(bar) {
  const days = JSON.parse(document.getElementById("replay-days").textContent);
  const live = document.getElementById("points");
  const frame = live.cloneNode(false);
  frame.removeAttribute("id");
  frame.removeAttribute("data-board");
  frame.dataset.scripted = "";
  frame.hidden = true;
  live.after(frame);
  const slider = bar.querySelector("input[type=range]");
  const words = bar.querySelector("output");
  const frames = new Map();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let shown = live;
  let playing = 0;

  const places = (board) =>
    new Map([...board.querySelectorAll("[data-deal]")].map((chip) => [chip.dataset.deal, chip.getBoundingClientRect()]));

  const inSight = ({ top, bottom }) => bottom > 0 && top < innerHeight;

  // All places are read before the first chip is set moving: reading between would lay the board out 400 times.
  function glide(before) {
    if (still) return;
    const now = [...shown.querySelectorAll("[data-chip]")].map((chip) => [chip, before.get(chip.dataset.deal), chip.getBoundingClientRect()]);
    for (const [chip, was, is] of now) {
      if (!inSight(is) && !(was && inSight(was))) continue;
      if (!was) chip.animate([{ opacity: 0 }, { opacity: 1 }], GLIDE);
      else if (was.x !== is.x || was.y !== is.y)
        chip.animate([{ transform: `translate(${was.x - is.x}px, ${was.y - is.y}px)` }, { transform: "none" }], GLIDE);
    }
  }

  async function fetched(at) {
    const answer = await fetch(days[at].url, { headers: { "HX-Request": "true", "HX-Target": "points" } });
    if (!answer.ok) throw new Error(`the board of ${days[at].words} was answered ${answer.status}`);
    const piece = document.createRange().createContextualFragment(await answer.text());
    return [...piece.querySelector(".points").children];
  }

  // Asked for once, whoever waits for it; what did not come is asked for again.
  function load(at) {
    if (!frames.has(at)) {
      const coming = fetched(at);
      coming.catch(() => frames.delete(at));
      frames.set(at, coming);
    }
    return frames.get(at);
  }

  async function show(at) {
    slider.value = at;
    const isNow = !days[at].url;
    const columns = isNow ? null : await load(at);
    // A later choice has overtaken this answer.
    if (Number(slider.value) !== at) return;
    const before = places(shown);
    if (!isNow) frame.replaceChildren(...columns);
    live.hidden = !isNow;
    frame.hidden = isNow;
    shown = isNow ? live : frame;
    bar.dataset.shown = at;
    words.textContent = days[at].words;
    glide(before);
  }

  const pause = () => new Promise((done) => setTimeout(done, PAUSE));

  async function play() {
    const mine = ++playing;
    bar.setAttribute("data-used", "");
    bar.setAttribute("data-playing", "");
    for (let at = Number(slider.min); at < days.length && mine === playing; at += 1) {
      await show(at);
      if (days[at + 1]?.url) load(at + 1); // comes while this day is looked at
      if (at < days.length - 1) await pause();
    }
    if (mine === playing) bar.removeAttribute("data-playing");
  }

  function stop() {
    playing += 1;
    bar.removeAttribute("data-playing");
  }

  bar.querySelector("button").addEventListener("click", () => (bar.hasAttribute("data-playing") ? stop() : play()));
  bar.querySelector("[data-replay-span]").addEventListener("change", (event) => {
    stop();
    slider.min = days.length - 1 - Number(event.target.value);
    show(days.length - 1);
  });
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  bar.hidden = false;
}

export function replayTheBoard() {
  onEveryPiece((piece) => within(piece, "[data-replay]").forEach(prepare));
}
