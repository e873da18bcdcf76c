import { useTranslation } from 'react-i18next';
import type { Frame } from '../client/first-questions.ts';
import { Sheet } from '../components/sheet/sheet.tsx';
import { AnnotationsSheet } from '../features/annotations/annotations-sheet.tsx';
import { CasesSheet } from '../features/diversion/cases-sheet.tsx';
import { ImportsSheet } from '../features/diversion/imports/imports-sheet.tsx';
import { TerritorySheet } from '../features/diversion/territory/territory-sheet.tsx';
import { AgreementSheet } from '../features/rebates/agreement-sheet.tsx';
import { StandingSheet } from '../features/rebates/standing-sheet.tsx';
import type { Command } from './commands.ts';
import { Enrolment } from './enrolment.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { Palette } from './palette/palette.tsx';
import { SettingsSheet } from './settings/settings-sheet.tsx';
import { type SheetName, useShell } from './shell-state.ts';
import { useTheme } from './theme.ts';

interface Props {
  readonly sheet: SheetName;
  readonly commands: readonly Command[];
  readonly frame: Frame | null;
}

/** What lies over the workstation. In a part of its own: none of it is needed for the first view. */
export function Sheets({ sheet, commands, frame }: Props) {
  const { t } = useTranslation('frame');
  const theme = useTheme();
  const { close, open, openAgreement, notesOf, standingOf, agreementOf } = useShell();
  switch (sheet) {
    case 'palette':
      return <Palette commands={commands} frame={frame} onClose={close} />;
    case 'settings':
      return <SettingsSheet onClose={close} onEnrol={() => open('enrolment')} />;
    case 'help':
      return <HelpSheet commands={commands} onClose={close} />;
    case 'notes':
      return <AnnotationsSheet dealerId={notesOf} onClose={close} onFindDealer={() => open('palette')} />;
    case 'standing':
      return (
        <StandingSheet
          dealer={standingOf}
          onClose={close}
          onFindDealer={() => open('palette')}
          onEdit={openAgreement}
        />
      );
    case 'agreement':
      return agreementOf === null ? null : <AgreementSheet agreementId={agreementOf} onClose={close} />;
    case 'cases':
      return <CasesSheet onClose={close} />;
    case 'parameters':
      return <CasesSheet first="parameters" onClose={close} />;
    case 'imports':
      return <ImportsSheet onClose={close} />;
    case 'territory':
      return <TerritorySheet theme={theme} onClose={close} />;
    case 'enrolment':
      return (
        <Sheet place="middle" title={t('enrolment.again')} closeText={t('close')} onClose={close}>
          <Enrolment onDone={close} />
        </Sheet>
      );
  }
}
