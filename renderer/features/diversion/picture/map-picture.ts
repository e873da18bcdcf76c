import type * as maplibre from 'maplibre-gl';
import { colour } from '../map-ink.ts';
import { inLight } from './light.ts';
import { withLightMap } from './light-map.ts';

/** What stands above and below the map in a picture of it. `legal` is the line without which a map is not given out. */
export interface PictureWords {
  readonly title: string;
  readonly lines: readonly string[];
  readonly legal: string;
}

const MARGIN = 20;
const LINE = 20;

/** The map as it is drawn now. Its own picture is only there while it draws. */
function drawnMap(map: maplibre.Map): Promise<HTMLCanvasElement> {
  return new Promise((resolve, reject) => {
    map.once('render', () => {
      const source = map.getCanvas();
      const copy = document.createElement('canvas');
      copy.width = source.width;
      copy.height = source.height;
      const context = copy.getContext('2d');
      if (context === null) return reject(new Error('no canvas to copy the map to'));
      context.drawImage(source, 0, 0);
      resolve(copy);
    });
    map.triggerRepaint();
  });
}

interface Inset {
  readonly image: HTMLImageElement;
  readonly box: DOMRect;
  readonly caption: string;
}

/** An inset of the page as a picture, in light colours; null where none is shown. */
async function drawnInset(host: HTMLElement): Promise<Inset | null> {
  const svg = host.querySelector<SVGSVGElement>('.map-inset svg');
  if (svg === null) return null;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  inLight(() =>
    [copy, ...copy.querySelectorAll('*')].forEach((element, n) => {
      const style = getComputedStyle(originals[n] as Element);
      for (const name of ['fill', 'stroke', 'stroke-width', 'stroke-linecap']) {
        element.setAttribute(name, style.getPropertyValue(name));
      }
    }),
  );
  const box = svg.getBoundingClientRect();
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return { image, box, caption: host.querySelector('.map-inset figcaption')?.textContent ?? '' };
}

/**
 * A picture of the map with its title, its inset where one is shown, what the signs mean, and the legal line; light in
 * every theme.
 * @param host what holds the map and its inset
 */
export async function mapPicture(map: maplibre.Map, host: HTMLElement, words: PictureWords): Promise<Blob> {
  const isDark = document.documentElement.dataset.theme === 'dark';
  const drawn = await (isDark ? withLightMap(map, drawnMap) : drawnMap(map));
  const tone = (name: string): string => inLight(() => colour(name));
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const scale = drawn.width / width;
  const top = MARGIN + 28;
  const bottom = top + height + 8;
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * MARGIN) * scale;
  canvas.height = (bottom + (words.lines.length + 1) * LINE + MARGIN) * scale;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw the picture on');
  context.scale(scale, scale);
  context.fillStyle = tone('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, MARGIN, top, width, height);
  const inset = await drawnInset(host);
  if (inset !== null) {
    const origin = map.getContainer().getBoundingClientRect();
    const [x, y] = [MARGIN + inset.box.left - origin.left, top + inset.box.top - origin.top];
    context.fillRect(x, y, inset.box.width, inset.box.height);
    context.drawImage(inset.image, x, y, inset.box.width, inset.box.height);
    context.strokeStyle = tone('--line');
    context.strokeRect(x, y, inset.box.width, inset.box.height);
    context.fillStyle = tone('--text');
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = 'center';
    context.fillText(inset.caption, x + inset.box.width / 2, y + inset.box.height + 14);
    context.textAlign = 'start';
  }
  context.strokeStyle = tone('--line');
  context.strokeRect(MARGIN, top, width, height);
  const font = getComputedStyle(document.body).fontFamily;
  const write = (text: string, y: number, size: number, ink: string, weight = 400): void => {
    context.font = `${weight} ${size}px ${font}`;
    context.fillStyle = tone(ink);
    context.fillText(text, MARGIN, y, width);
  };
  write(words.title, MARGIN + 14, 17, '--text', 600);
  words.lines.forEach((line, n) => {
    write(line, bottom + 12 + n * LINE, 13, '--text');
  });
  write(words.legal, bottom + 12 + words.lines.length * LINE, 12, '--text-quiet');
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be made')) : resolve(blob)));
  });
}
