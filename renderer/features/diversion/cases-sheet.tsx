import './cases.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { AlertsList } from './alerts-list.tsx';
import { CaseSheet } from './case-sheet.tsx';
import { CasesList } from './cases-list.tsx';
import { DrillPanel } from './drill-panel.tsx';
import { ParametersPanel } from './parameters/parameters-panel.tsx';
import { RulesTable } from './rules-table.tsx';

const TABS = ['alerts', 'cases', 'rules', 'drill', 'parameters'] as const;
type Tab = (typeof TABS)[number];

interface Props {
  /** What is shown first. */
  readonly first?: Tab;
  readonly onClose: () => void;
}

/**
 * What the detector found, what became of it, how often its rules were right, what it would catch in a drill, and what it
 * is set to.
 */
export function CasesSheet({ first = 'alerts', onClose }: Props) {
  const { t } = useTranslation('cases');
  const [tab, setTab] = useState<Tab>(first);
  const [shown, setShown] = useState<string | null>(null);
  return (
    <Sheet place="wide" title={t('title')} closeText={t('frame:close')} onClose={onClose}>
      <fieldset className="row" aria-label={t('tabs.name')}>
        {TABS.map((one) => (
          <button key={one} type="button" className="choice" aria-pressed={tab === one} onClick={() => setTab(one)}>
            {t(`tabs.${one}`)}
          </button>
        ))}
      </fieldset>
      {tab === 'alerts' && <AlertsList onCase={setShown} />}
      {tab === 'cases' && <CasesList onCase={setShown} />}
      {tab === 'rules' && <RulesTable />}
      {tab === 'drill' && <DrillPanel />}
      {tab === 'parameters' && <ParametersPanel />}
      {shown !== null && <CaseSheet caseId={shown} onClose={() => setShown(null)} />}
    </Sheet>
  );
}
