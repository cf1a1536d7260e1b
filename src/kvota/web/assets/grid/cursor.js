// Where one stands in the sheet and what is chosen: a block from `anchor` to `head`; column −1 is the head of a row.
export function cursorOf(model, onMove) {
  const cursor = { anchor: [0, 0], head: [0, 0] };
  const inside = ([row, column]) => [
    Math.min(Math.max(row, 0), model.rows.length - 1),
    Math.min(Math.max(column, -1), model.columns.length - 1),
  ];

  cursor.to = (row, column, { extend = false } = {}) => {
    cursor.head = inside([row, column]);
    if (!extend) cursor.anchor = cursor.head;
    onMove();
  };
  cursor.by = (rows, columns, options) => cursor.to(cursor.head[0] + rows, cursor.head[1] + columns, options);
  cursor.row = () => model.rows[cursor.head[0]];
  cursor.column = () => model.columns[cursor.head[1]];
  cursor.block = () => {
    const [top, bottom] = [cursor.anchor[0], cursor.head[0]].sort((a, b) => a - b);
    const [left, right] = [cursor.anchor[1], cursor.head[1]].sort((a, b) => a - b);
    return { top, bottom, left: Math.max(0, left), right: left < 0 ? model.columns.length - 1 : right, whole: left < 0 };
  };
  cursor.isMany = () => cursor.anchor[0] !== cursor.head[0] || cursor.anchor[1] !== cursor.head[1];
  // "cursor", "block" or nothing, for a cell as it is drawn.
  cursor.kindOf = (rowKey, columnKey) => {
    const { top, bottom, left, right, whole } = cursor.block();
    const places = cursor.places();
    const row = places.rows.get(rowKey);
    if (row === undefined || row < top || row > bottom) return "";
    const column = columnKey === "" ? -1 : places.columns.get(columnKey);
    if (column === undefined) return "";
    if (row === cursor.head[0] && column === cursor.head[1]) return "cursor";
    return whole || (column >= left && column <= right) ? "block" : "";
  };
  let known = null;
  cursor.places = () => {
    if (!known || known.of !== model.rows || known.across !== model.columns) {
      known = {
        of: model.rows,
        across: model.columns,
        rows: new Map(model.rows.map((row, place) => [row.key, place])),
        columns: new Map(model.columns.map((column, place) => [column.key, place])),
      };
    }
    return known;
  };
  // Rows or columns came or went: stay at the same ones.
  cursor.stay = (change) => {
    const at = [cursor.row()?.key, cursor.column()?.key];
    change();
    const places = cursor.places();
    const row = places.rows.get(at[0]) ?? Math.min(cursor.head[0], model.rows.length - 1);
    const column = at[1] === undefined ? -1 : (places.columns.get(at[1]) ?? 0);
    cursor.head = [row, column];
    cursor.anchor = cursor.head;
  };
  return cursor;
}
