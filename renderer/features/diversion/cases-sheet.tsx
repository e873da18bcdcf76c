import './cases.css';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet/sheet.tsx';
import { AlertsList } from './alerts-list.tsx';

/** What the detector found, and what became of it. */
export function CasesSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('cases');
  return (
    <Sheet place="wide" title={t('title')} closeText={t('frame:close')} onClose={onClose}>
      <AlertsList />
    </Sheet>
  );
}
