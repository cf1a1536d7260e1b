// Twenty outcomes in rows cut exactly at the plan, so that the full ones are those above its line.
export function quantileDots(outcomes, { y, middle, left, room, top, bottom, pitch }) {
  const highest = Math.floor((middle - top) / pitch) - 1;
  const lowest = -Math.floor((bottom - middle) / pitch);
  // An outcome that lands on the plan reaches it, whatever the last bit of its coordinate says.
  const rowOf = ({ amount }) =>
    Math.min(Math.max(Math.floor((middle - y(amount)) / pitch + 1e-9), lowest), highest);
  const rows = Map.groupBy(outcomes, rowOf);
  // A row longer than its room is pressed together, never cut.
  const across = Math.min(pitch, room / Math.max(...[...rows.values()].map((row) => row.length)));
  const r = Math.max(across / 2 - 1.4, 1.6);
  return [...rows].flatMap(([row, dots]) =>
    dots.map(({ reaches }, place) => ({
      reaches,
      x: left + across * (place + 0.5),
      y: middle - (row + 0.5) * pitch,
      r,
    })),
  );
}
