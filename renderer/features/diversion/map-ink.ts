/** A colour of the theme that the page has now. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A small picture on a transparent ground, at twice the size for sharp edges. Pixels. */
export function picture(
  width: number,
  draw: (context: CanvasRenderingContext2D) => void,
  height: number = width,
): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw the symbols on');
  context.scale(2, 2);
  draw(context);
  return context.getImageData(0, 0, width * 2, height * 2);
}
