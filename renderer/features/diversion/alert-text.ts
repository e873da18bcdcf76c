/** Numbers of the detector as they stand on the screen: two figures below ten, one decimal below a hundred. */
export function decimals(value: number): string {
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size < 10 ? String(Number(size.toPrecision(2))) : size.toFixed(size < 100 ? 1 : 0);
  return value < 0 ? `−${text}` : text;
}
