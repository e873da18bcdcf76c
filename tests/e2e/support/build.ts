import { ensureRenderer } from '../../../electron/launcher/build.mjs';

/** Builds the screen when its sources are newer than what was built: what is tested is what is written. */
export default function buildScreen(): void {
  ensureRenderer(process.cwd(), (line) => process.stdout.write(`${line}\n`));
}
