import { AimOutlined, HomeOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly onZoom: (by: 1 | -1) => void;
  readonly onHome: () => void;
  /** Null when nothing is chosen. */
  readonly onFit: (() => void) | null;
}

export function MapControls({ onZoom, onHome, onFit }: Props) {
  const { t } = useTranslation();
  const controls = [
    { name: 'zoomIn', sign: <PlusOutlined />, act: () => onZoom(1) },
    { name: 'zoomOut', sign: <MinusOutlined />, act: () => onZoom(-1) },
    { name: 'fit', sign: <AimOutlined />, act: onFit },
    { name: 'home', sign: <HomeOutlined />, act: onHome },
  ] as const;
  return (
    <fieldset className="map-controls map-cover" aria-label={t('diversion.controls.all')}>
      {controls.map(({ name, sign, act }) => (
        <button
          key={name}
          type="button"
          title={t(`diversion.controls.${name}`)}
          aria-label={t(`diversion.controls.${name}`)}
          disabled={act === null}
          onClick={act ?? undefined}
        >
          <span aria-hidden="true">{sign}</span>
        </button>
      ))}
    </fieldset>
  );
}
