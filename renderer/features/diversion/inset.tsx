import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseMap } from './base-map.ts';
import { INSET_SIZE, insetShapes } from './inset-shapes.ts';

/** 南海诸岛: the South China Sea in a corner of the map, for as long as whole provinces are in view. */
export function Inset({ base }: { readonly base: BaseMap }) {
  const { t } = useTranslation();
  const { land, islands, dashes } = useMemo(() => insetShapes(base), [base]);
  return (
    <figure className="map-inset map-cover">
      <svg viewBox={`0 0 ${INSET_SIZE[0]} ${INSET_SIZE[1]}`} role="img" aria-label={t('diversion.insetLabel')}>
        <path className="land" d={land} />
        {islands.map(([x, y]) => (
          <circle key={`${x}/${y}`} cx={x} cy={y} r={9} />
        ))}
        {dashes.map((dash) => (
          <path key={dash} className="dash" d={dash} />
        ))}
      </svg>
      <figcaption>{t('diversion.inset')}</figcaption>
    </figure>
  );
}
