import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../contract/errors.ts';

/** Writes a file whole or not at all. @throws AppError folder_unwritable */
export function writeWhole(file: string, text: string): void {
  const part = `${file}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new AppError('folder_unwritable', {}, error);
  }
}

/** @throws AppError input_invalid, naming the file */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('input_invalid', { field: file, problems: 'the file cannot be read' }, error);
  }
}
