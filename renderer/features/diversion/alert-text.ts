const signed = (value: number, text: string): string => (value < 0 ? `−${text}` : text);

/** Numbers of the detector as they stand on the screen: two figures below ten, one decimal below a hundred. */
export function decimals(value: number): string {
  const size = Math.abs(value);
  // How many zeros an expectation begins with tells nobody anything: the chance beside it does.
  if (value > 0 && value < 0.001) return '<0.001';
  return signed(value, size < 10 ? String(Number(size.toPrecision(2))) : size.toFixed(size < 100 ? 1 : 0));
}

/** Scores below each other. */
export const oneDecimal = (value: number): string => signed(value, Math.abs(value).toFixed(1));
