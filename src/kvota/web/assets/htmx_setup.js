// htmx under a policy of `script-src 'self'; style-src 'self'`: no eval, no style element of its own.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  // Pages with people's sums are not kept in the browser's storage; Back asks the server.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  defaultFocusScroll: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    // 409 and 422 carry the worded sentence and the form as it was: they belong on the page, and are
    // answers, not faults to be logged.
    { code: "4(09|22)", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

export default htmx;
