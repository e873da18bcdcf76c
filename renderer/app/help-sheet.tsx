import { useTranslation } from 'react-i18next';
import { Sheet } from '../components/sheet/sheet.tsx';
import { type Command, PANES } from './commands.ts';
import { isMac, keysText } from './keys.ts';

/** Help: the keys, and what each pane shows. */
export function HelpSheet({
  commands,
  onClose,
}: {
  readonly commands: readonly Command[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('frame');
  return (
    <Sheet place="side" title={t('rail.help')} closeText={t('close')} onClose={onClose}>
      <section>
        <h3>{t('help.panes')}</h3>
        <dl className="help-panes">
          {PANES.map((pane) => (
            <div key={pane}>
              <dt>{t(`help.${pane}.name`)}</dt>
              <dd>{t(`help.${pane}.text`)}</dd>
            </div>
          ))}
          <div>
            <dt>{t('help.linked.name')}</dt>
            <dd>{t('help.linked.text')}</dd>
          </div>
          <div>
            <dt>{t('help.offline.name')}</dt>
            <dd>{t('help.offline.text')}</dd>
          </div>
        </dl>
      </section>
      <section>
        <h3>{t('help.keys')}</h3>
        <dl className="help-keys">
          {commands.map(({ id, keys }) =>
            keys === null ? null : (
              <div key={id}>
                <dt>{t(`commands.${id}`)}</dt>
                <dd>
                  <kbd>{keysText(keys, isMac())}</kbd>
                  {id === 'help' && <kbd>?</kbd>}
                </dd>
              </div>
            ),
          )}
          {(['enter', 'tab', 'arrows'] as const).map((key) => (
            <div key={key}>
              <dt>{t(`help.${key}.does`)}</dt>
              <dd>
                <kbd>{t(`help.${key}.key`)}</kbd>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </Sheet>
  );
}
