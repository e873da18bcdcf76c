import { useTranslation } from 'react-i18next';
import { Popover } from '../../components/popover/popover.tsx';

/** Something else that can be done with the map. */
export interface MapTool {
  readonly name: 'timeline' | 'compare' | 'life' | 'picture' | 'print' | 'imports' | 'territory';
  readonly run: () => void;
}

/** What else can be done with the map, behind one button. */
export function MapMore({ tools }: { readonly tools: readonly MapTool[] }) {
  const { t } = useTranslation();
  return (
    <Popover className="map-more map-cover" button={t('diversion.moreTools')} name={t('diversion.moreTools')}>
      {(close) => (
        <div className="map-tools">
          {tools.map(({ name, run }, n) => (
            <button
              key={name}
              type="button"
              className="choice"
              data-autofocus={n === 0 ? true : undefined}
              onClick={() => {
                close();
                run();
              }}
            >
              {t(`diversion.tools.${name}`)}
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}
