export declare const HELP: string;
export interface StartOptions {
  readonly shell: 'auto' | 'electron' | 'browser';
  readonly data: string;
  readonly port: string;
  readonly demo: 'small' | 'full' | 'none';
  readonly 'head-office'?: string;
  readonly 'no-open': boolean;
  readonly help: boolean;
}
export function readOptions(root: string, args: readonly string[]): StartOptions;
