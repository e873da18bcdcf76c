import type * as maplibre from 'maplibre-gl';
import { useEffect } from 'react';
import { colour, picture } from '../map-ink.ts';
import type { LifeShapes } from './life-shapes.ts';

const SIZE = 26;
const EMPTY = { type: 'FeatureCollection' as const, features: [] };

export type Step = LifeShapes['points']['features'][number]['properties'];

/** A number in a circle: filled where the scan was outside, dashed where only the county is told. */
function stepPicture({ step, isRough, isOutside }: Step): ImageData {
  return picture(SIZE, (context) => {
    context.beginPath();
    context.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 3, 0, 2 * Math.PI);
    context.fillStyle = isOutside ? colour('--breach') : colour('--surface');
    context.fill();
    context.strokeStyle = isOutside ? colour('--surface') : colour('--text');
    context.lineWidth = 2;
    if (isRough) context.setLineDash([3, 3]);
    context.stroke();
    context.fillStyle = isOutside ? colour('--surface') : colour('--text');
    context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(step), SIZE / 2, SIZE / 2 + 0.5);
  });
}

/** Gives a map the picture of a step, in the colours that the page has now. @returns its name */
export function addStepIcon(map: maplibre.Map, step: Step): string {
  const icon = `life-${step.step}-${step.isRough}-${step.isOutside}`;
  if (!map.hasImage(icon)) map.addImage(icon, stepPicture(step), { pixelRatio: 2 });
  return icon;
}

/** Draws the life of a code. */
export function useLifeLayer(map: maplibre.Map | null, life: LifeShapes | null): void {
  useEffect(() => {
    if (map === null) return;
    const features = (life?.points.features ?? []).map((feature) => {
      const { properties } = feature;
      return { ...feature, properties: { ...properties, icon: addStepIcon(map, properties) } };
    });
    map.getSource<maplibre.GeoJSONSource>('life')?.setData(life?.line ?? EMPTY);
    map.getSource<maplibre.GeoJSONSource>('life-steps')?.setData({ type: 'FeatureCollection', features });
  }, [map, life]);
}
