import './file-picker.css';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly label: string;
  /** Endings or media types, as the browser takes them. */
  readonly accept: string;
  /** Name of the file that is chosen; null for none. */
  readonly name: string | null;
  /** The file that was chosen; null when the choice was taken back. */
  readonly onChoose: (file: File | null) => void;
}

/** A field for one file in the language of the screen: the browser's own speaks the language of the system. */
export function FilePicker({ label, accept, name, onChoose }: Props) {
  const { t } = useTranslation('frame');
  return (
    <label className="file-picker">
      <span>{label}</span>
      <input
        type="file"
        accept={accept}
        onChange={({ target }) => {
          onChoose(target.files?.[0] ?? null);
          // The same file may be chosen again after it was changed.
          target.value = '';
        }}
      />
      <span className="button" aria-hidden="true">
        {t('file.choose')}
      </span>
      <span className="file-name" title={name ?? undefined}>
        {name ?? t('file.none')}
      </span>
    </label>
  );
}
