// Goal: no screen and no failure is without words in either language. Method: hold the locale files against the list of
// error codes and against each other: same keys, same placeholders, no empty text.
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../../db/contract/errors.ts';
import { SET_ASIDE } from '../../../db/domain/diversion/schema/detect.ts';
import enAgreements from '../../../resources/locales/en/agreements.json';
import enApp from '../../../resources/locales/en/app.json';
import enCases from '../../../resources/locales/en/cases.json';
import enDetector from '../../../resources/locales/en/detector.json';
import enErrors from '../../../resources/locales/en/errors.json';
import enFinance from '../../../resources/locales/en/finance.json';
import enFrame from '../../../resources/locales/en/frame.json';
import enPack from '../../../resources/locales/en/pack.json';
import enParameters from '../../../resources/locales/en/parameters.json';
import enPolicy from '../../../resources/locales/en/policy.json';
import enRules from '../../../resources/locales/en/rules.json';
import enSheet from '../../../resources/locales/en/sheet.json';
import enShell from '../../../resources/locales/en/shell.json';
import zhAgreements from '../../../resources/locales/zh-CN/agreements.json';
import zhApp from '../../../resources/locales/zh-CN/app.json';
import zhCases from '../../../resources/locales/zh-CN/cases.json';
import zhDetector from '../../../resources/locales/zh-CN/detector.json';
import zhErrors from '../../../resources/locales/zh-CN/errors.json';
import zhFinance from '../../../resources/locales/zh-CN/finance.json';
import zhFrame from '../../../resources/locales/zh-CN/frame.json';
import zhPack from '../../../resources/locales/zh-CN/pack.json';
import zhParameters from '../../../resources/locales/zh-CN/parameters.json';
import zhPolicy from '../../../resources/locales/zh-CN/policy.json';
import zhRules from '../../../resources/locales/zh-CN/rules.json';
import zhSheet from '../../../resources/locales/zh-CN/sheet.json';
import zhShell from '../../../resources/locales/zh-CN/shell.json';

/** Every text of a locale file by its dotted key. */
function textsOf(value: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? [...textsOf(inner, `${prefix}${name}.`)]
        : [[`${prefix}${name}`, String(inner)] as const],
    ),
  );
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

test.each([
  ['zh-CN', zhErrors],
  ['en', enErrors],
])('%s has a sentence for each error code, and for nothing else', (_, errors) => {
  expect(Object.keys(errors).sort()).toEqual([...ERROR_CODES].sort());
});

test.each([
  ['agreements', zhAgreements, enAgreements],
  ['app', zhApp, enApp],
  ['cases', zhCases, enCases],
  ['errors', zhErrors, enErrors],
  ['finance', zhFinance, enFinance],
  ['frame', zhFrame, enFrame],
  ['detector', zhDetector, enDetector],
  ['parameters', zhParameters, enParameters],
  ['policy', zhPolicy, enPolicy],
  ['rules', zhRules, enRules],
  ['sheet', zhSheet, enSheet],
  ['pack', zhPack, enPack],
  ['shell', zhShell, enShell],
])('%s says the same things in both languages', (_, zh, en) => {
  const chinese = textsOf(zh);
  const english = textsOf(en);
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  for (const [key, text] of chinese) {
    expect(text.trim(), key).not.toBe('');
    expect(english.get(key)?.trim(), key).not.toBe('');
    expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  }
});

test.each([
  ['zh-CN', zhCases],
  ['en', enCases],
])('every reason for which a scan counts for nothing has words in %s', (_, { aside }) => {
  expect(Object.keys(aside).sort()).toEqual([...SET_ASIDE, 'none'].sort());
});
