// ECharts with the few of its parts that are used, and the drawings made of them.
// No tooltip and no legend of ECharts: both write style attributes, which the policy of our pages refuses.
import { CustomChart, LineChart } from "echarts/charts";
import { GridSimpleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { burnUp } from "./burn_up.js";

use([CustomChart, GridSimpleComponent, LineChart, SVGRenderer]);

const DRAWINGS = { "burn-up": burnUp };

// A chart over an element of the page, or over none: then it can only be written out as text.
export function openChart(element, size) {
  return init(element, null, { renderer: "svg", ssr: !element, ...size });
}

// What a kind of chart shows of some numbers on some paper.
export function drawingOf(kind, data, paper) {
  return { animation: false, textStyle: { fontFamily: paper.family }, ...DRAWINGS[kind](data, paper) };
}
