import type * as maplibre from 'maplibre-gl';
import { CHANGES } from '../../../../db/domain/diversion/compare/changes.ts';
import { colour } from '../map-ink.ts';
import { SIGNS } from './change-signs.tsx';

/** The lines of changes, each with its own strokes, and the marks above them. */
export const changeLayers = (): maplibre.LayerSpecification[] => [
  ...CHANGES.toReversed().map((change): maplibre.LayerSpecification => {
    const { tone, lineWidth, dash } = SIGNS[change];
    return {
      id: `change-${change}`,
      type: 'line',
      source: 'changes',
      filter: ['==', ['get', 'change'], change],
      paint: {
        'line-color': colour(tone),
        'line-width': lineWidth,
        'line-opacity': 0.9,
        ...(dash === null ? {} : { 'line-dasharray': [...dash] }),
      },
    };
  }),
  {
    id: 'change-arrows',
    type: 'symbol',
    source: 'changes',
    layout: {
      'symbol-placement': 'line-center',
      'icon-image': ['concat', 'change-arrow-', ['get', 'change']],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  },
  {
    id: 'change-marks',
    type: 'symbol',
    source: 'change-marks',
    layout: {
      'icon-image': ['concat', 'change-', ['get', 'change']],
      'icon-size': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 0.5, 6, 0.8, 20, 1.2],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      // The largest change lies on top.
      'symbol-sort-key': ['get', 'difference'],
    },
  },
];

/** The numbers beside the marks. They stand above the names, which give way to them. */
export const changeTextLayers = (): maplibre.LayerSpecification[] => [
  {
    id: 'change-texts',
    type: 'symbol',
    source: 'change-marks',
    filter: ['>', ['get', 'difference'], 0],
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-anchor': 'left',
      'icon-offset': [
        'interpolate',
        ['linear'],
        ['sqrt', ['get', 'n']],
        1,
        ['literal', [7, 0]],
        6,
        ['literal', [11, 0]],
        20,
        ['literal', [16, 0]],
      ],
      // Where there is no room the largest change keeps its number; the others have it in the table.
      'symbol-sort-key': ['-', ['get', 'difference']],
    },
  },
];

/** Layers of which a click means a flow that changed. */
export const CHANGE_LINES = CHANGES.map((change) => `change-${change}`);
