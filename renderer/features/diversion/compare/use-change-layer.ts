import type * as maplibre from 'maplibre-gl';
import { useEffect } from 'react';
import { CHANGES, type Change } from '../../../../db/domain/diversion/compare/changes.ts';
import { colour, picture } from '../map-ink.ts';
import { EMPTY } from '../map-style.ts';
import type { ChangeShapes, Mark } from './change-shapes.ts';
import { SIGNS } from './change-signs.tsx';

const SIZE = 24;
const TEXT_HEIGHT = 16;
const ARROW = 13;

function signPicture(change: Change): ImageData {
  const { tone, outline, isFilled, mark } = SIGNS[change];
  return picture(SIZE, (context) => {
    const shape = new Path2D(outline);
    context.lineJoin = 'round';
    // A rim in the colour of the ground keeps neighbours apart.
    context.strokeStyle = colour('--surface');
    context.lineWidth = 5;
    context.stroke(shape);
    context.fillStyle = isFilled ? colour(tone) : colour('--surface');
    context.fill(shape);
    context.strokeStyle = colour(tone);
    context.lineWidth = 2.4;
    context.stroke(shape);
    if (isFilled) context.strokeStyle = colour('--surface');
    context.stroke(new Path2D(mark));
  });
}

/** A head for the middle of a line, which points along it. */
function arrowPicture(change: Change): ImageData {
  return picture(ARROW, (context) => {
    const shape = new Path2D(`M2 2L${ARROW - 1} ${ARROW / 2}L2 ${ARROW - 2}L5 ${ARROW / 2}z`);
    context.lineJoin = 'round';
    context.strokeStyle = colour('--land');
    context.lineWidth = 2;
    context.stroke(shape);
    context.fillStyle = colour(SIGNS[change].tone);
    context.fill(shape);
  });
}

/** A number beside a mark, in the font of the page. */
function textPicture({ change, text }: Pick<Mark, 'change' | 'text'>): ImageData {
  const width = 10 + 8 * text.length;
  return picture(
    width,
    (context) => {
      context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.lineJoin = 'round';
      context.strokeStyle = colour('--land');
      context.lineWidth = 4;
      context.strokeText(text, width / 2, TEXT_HEIGHT / 2 + 0.5);
      context.fillStyle = colour(SIGNS[change].tone);
      context.fillText(text, width / 2, TEXT_HEIGHT / 2 + 0.5);
    },
    TEXT_HEIGHT,
  );
}

const textIcon = ({ change, text }: Pick<Mark, 'change' | 'text'>): string =>
  `change-text-${SIGNS[change].tone}-${text}`;

/** Gives a map the pictures of lines, of marks and of their numbers, in the colours that the page has now. */
export function addChangeIcons(map: maplibre.Map, marks: readonly Pick<Mark, 'change' | 'text'>[]): void {
  for (const change of CHANGES) {
    const icon = `change-${change}`;
    if (!map.hasImage(icon)) map.addImage(icon, signPicture(change), { pixelRatio: 2 });
    const arrow = `change-arrow-${change}`;
    if (!map.hasImage(arrow)) map.addImage(arrow, arrowPicture(change), { pixelRatio: 2 });
  }
  for (const mark of marks) {
    const icon = textIcon(mark);
    if (!map.hasImage(icon)) map.addImage(icon, textPicture(mark), { pixelRatio: 2 });
  }
}

/** Draws two periods beside each other; scans and flows of one of them step aside meanwhile. */
export function useChangeLayer(map: maplibre.Map | null, shapes: ChangeShapes | null): void {
  useEffect(() => {
    if (map === null) return;
    const marks = shapes?.marks.features ?? [];
    addChangeIcons(
      map,
      marks.map(({ properties }) => properties),
    );
    const features = marks.map((mark) => ({
      ...mark,
      properties: { ...mark.properties, icon: textIcon(mark.properties) },
    }));
    map.getSource<maplibre.GeoJSONSource>('changes')?.setData(shapes?.lines ?? EMPTY);
    map.getSource<maplibre.GeoJSONSource>('change-marks')?.setData({ type: 'FeatureCollection', features });
  }, [map, shapes]);
}

/** Shows the layers of one period, or lets them step aside. */
export function useAside(map: maplibre.Map | null, layers: readonly string[], isAside: boolean): void {
  useEffect(() => {
    for (const layer of layers) map?.setLayoutProperty(layer, 'visibility', isAside ? 'none' : 'visible');
  }, [map, layers, isAside]);
}
