import './map-paper.css';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../../db/contract/diversion.ts';
import type { Comparison } from '../../../../db/contract/diversion-compare.ts';
import { count } from '../../../components/format/format.ts';
import { ChangesTable } from '../compare/changes-table.tsx';
import { flowKey } from '../flow-shapes.ts';
import type { PictureWords } from './map-picture.ts';

interface Props {
  readonly picture: Blob;
  readonly words: PictureWords;
  readonly flows: readonly Flow[];
  /** Two periods, instead of the flows of one. */
  readonly comparison: Comparison | null;
  readonly onDone: () => void;
}

/** The map on paper, with the flows as a table below it. Mount it to print; only the printer sees it. */
export function MapPaper({ picture, words, flows, comparison, onDone }: Props) {
  const { t } = useTranslation();
  const [url] = useState(() => URL.createObjectURL(picture));
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    const finish = (): void => done.current();
    addEventListener('afterprint', finish);
    return () => {
      removeEventListener('afterprint', finish);
      URL.revokeObjectURL(url);
    };
  }, [url]);
  return createPortal(
    <div className="map-paper" data-theme="light">
      <img src={url} alt={words.title} onLoad={() => print()} />
      {comparison !== null && <ChangesTable comparison={comparison} />}
      {flows.length > 0 && comparison === null && (
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('rebates.dealer')}</th>
              <th scope="col">{t('diversion.columns.place')}</th>
              <th scope="col" className="number">
                {t('diversion.columns.codes')}
              </th>
              <th scope="col" className="number">
                {t('diversion.columns.scans')}
              </th>
              <th scope="col">{t('diversion.columns.first')}</th>
              <th scope="col">{t('diversion.columns.last')}</th>
            </tr>
          </thead>
          <tbody>
            {flows.map((flow) => (
              <tr key={flowKey(flow)}>
                <td>{flow.dealerName}</td>
                <td>→ {flow.placeName}</td>
                <td className="number">{count(flow.codes)}</td>
                <td className="number">{count(flow.scans)}</td>
                <td>{flow.firstScannedOn}</td>
                <td>{flow.lastScannedOn}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{words.legal}</p>
    </div>,
    document.body,
  );
}
