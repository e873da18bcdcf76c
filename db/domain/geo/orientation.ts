/** Rounding of the straight computation stays below this share of its terms (J. R. Shewchuk, DCG 18, 1997: ccwerrboundA). */
const ERROR_BOUND = 3.330_669_073_875_472e-16;

/**
 * On which side of the line from a to b a point lies: above zero left, below zero right, exactly zero on the line. The
 * sign is that of the exact determinant of the given numbers, whatever their rounding.
 */
export function orientation(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const left = (ax - x) * (by - y);
  const right = (ay - y) * (bx - x);
  const determinant = left - right;
  const bound = ERROR_BOUND * (Math.abs(left) + Math.abs(right));
  if (determinant > bound || -determinant > bound) return determinant;
  return exactOrientation(ax, ay, bx, by, x, y);
}

function exactOrientation(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const [AX, AY, BX, BY, X, Y] = [ax, ay, bx, by, x, y].map(scaled) as [bigint, bigint, bigint, bigint, bigint, bigint];
  const determinant = (AX - X) * (BY - Y) - (AY - Y) * (BX - X);
  return determinant === 0n ? 0 : determinant > 0n ? 1 : -1;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite number times 2^1074, which is whole. */
function scaled(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const size = exponent === 0n ? fraction : (fraction | 0x10_0000_0000_0000n) << (exponent - 1n);
  return bits >> 63n === 1n ? -size : size;
}
