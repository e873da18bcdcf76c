import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  GEOJSON_MAX,
  type GeoJsonFault,
  type GeoJsonRead,
  readGeoJson,
} from '../../../../db/domain/diversion/territory/geojson.ts';
import { CRS, type Crs } from '../../../../db/domain/geo/crs.ts';
import { FilePicker } from '../../../components/file-picker/file-picker.tsx';
import { count } from '../../../components/format/format.ts';
import { type Box, boxOf } from '../base-map.ts';
import { useDraft, withPolygons } from './draft.ts';

/** Polygons from a GeoJSON file, whose coordinate system the user declares. */
export function PolygonFile({ onLook }: { readonly onLook: (box: Box) => void }) {
  const { t } = useTranslation('territory');
  const { change } = useDraft();
  const [crs, setCrs] = useState<Crs>('GCJ02');
  const [told, setTold] = useState<{ readonly name: string; readonly read: GeoJsonRead } | null>(null);
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const text = file.size > GEOJSON_MAX * 3 ? ' '.repeat(GEOJSON_MAX + 1) : await file.text();
    const read = readGeoJson(text, crs);
    setTold({ name: file.name, read });
    if ('faults' in read) return;
    change(withPolygons(useDraft.getState().now, read.polygons));
    const box = boxOf([], read.polygons.flat(2));
    if (box !== null) onLook(box);
  };
  return (
    <>
      <div className="row">
        <label>
          {t('file.crs')}{' '}
          <select className="field" value={crs} onChange={({ target }) => setCrs(target.value as Crs)}>
            {CRS.map((one) => (
              <option key={one} value={one}>
                {t(`imports:crs.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <FilePicker
          label={t('file.label')}
          accept=".geojson,.json"
          name={told?.name ?? null}
          onChoose={(file) => void take(file)}
        />
      </div>
      {told !== null && 'polygons' in told.read && (
        <p role="status">{t('file.taken', { n: count(told.read.polygons.length) })}</p>
      )}
      {told !== null && 'faults' in told.read && (
        <div role="alert" className="wrong">
          <p>{t('file.refused')}</p>
          <ul>
            {told.read.faults.map((fault) => (
              <li key={JSON.stringify(fault)}>
                <Fault fault={fault} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Which feature, where, and what is wrong there. */
function Fault({ fault: { kind, feature, detail, at } }: { readonly fault: GeoJsonFault }) {
  const { t } = useTranslation('territory');
  const parts = [
    ...(feature === null ? [] : [t('file.feature', { n: feature.n, name: feature.name ?? '' })]),
    t(`file.faults.${kind}`),
    ...(detail === null ? [] : [detail]),
    ...(at === null ? [] : [`${at[0]}, ${at[1]}`]),
  ];
  return <>{parts.join(' · ')}</>;
}
