// Puts the points of many series into a grid of equal columns in time. Nothing here touches the page.

/**
 * The mean of the points in each cell, row by row; NaN for an empty cell.
 *
 * @param {{mean: {x: number, y: number}[], gapMillis: number}[]} all one series a row
 */
export function heatGrid(all, from, to, columns) {
  const grid = new Float32Array(all.length * columns).fill(NaN);
  const width = (to - from) / columns;
  all.forEach(({ mean, gapMillis }, row) => {
    let last = -1;
    let count = 0;
    let before = null;
    for (const { x, y } of mean) {
      const column = Math.floor((x - from) / width);
      if (column < 0 || column >= columns) {
        before = column < 0 ? { x, y } : before;
        continue;
      }
      const i = row * columns + column;
      count = column === last ? count + 1 : 1;
      grid[i] = count === 1 ? y : grid[i] + (y - grid[i]) / count;
      // Fills the columns between two points, unless there is a gap.
      if (before && x - before.x <= gapMillis) {
        for (let between = Math.max(0, last + 1); between < column; between++) {
          grid[row * columns + between] = before.y;
        }
      }
      before = { x, y };
      last = column;
    }
    // Fills up to the edge, where the next point is still missing.
    if (before && to - before.x <= gapMillis) {
      grid.fill(before.y, row * columns + last + 1, (row + 1) * columns);
    }
  });
  return grid;
}
