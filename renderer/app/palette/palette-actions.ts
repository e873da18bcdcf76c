import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { initialsOf, matchRank } from '../../../db/domain/search/match.ts';
import type { Frame } from '../../client/first-questions.ts';
import { useSelectionStore } from '../../client/selection.ts';
import type { Command } from '../commands.ts';
import { hasData, monthPeriod, PRESETS, presetPeriod, quarterPeriod, yearPeriod } from '../period/period.ts';
import { periodText } from '../period/period-text.ts';

/** Something the palette can do that is not a find of the data. */
export interface Action {
  readonly id: string;
  readonly group: 'commands' | 'periods' | 'productLines';
  readonly name: string;
  /** Name in the other language, which finds it too. */
  readonly otherName: string;
  readonly keys: string | null;
  readonly run: () => void;
}

const SHOWN_MAX = 12;

/** The actions that answer what was typed, best first; for nothing typed the commands as they are. */
export function actionsFor(text: string, actions: readonly Action[]): readonly Action[] {
  if (text === '') return actions.filter(({ group }) => group === 'commands');
  return actions
    .flatMap((action) => {
      const { name, otherName } = action;
      const initials = initialsOf(/\p{Script=Han}/u.test(name) ? name : otherName);
      const rank = matchRank(text, { name, code: otherName, initials });
      return rank === null ? [] : [{ action, rank }];
    })
    .sort((one, other) => one.rank - other.rank)
    .slice(0, SHOWN_MAX)
    .map(({ action }) => action);
}

/** Everything that can be done now, named in both languages. */
export function useActions(commands: readonly Command[], frame: Frame | null): readonly Action[] {
  const { t, i18n } = useTranslation();
  const narrow = useSelectionStore((state) => state.narrow);
  const english = i18n.language === 'en';
  const other = i18n.getFixedT(english ? 'zh-CN' : 'en');
  const named = (say: (words: TFunction) => string) => ({ name: say(t), otherName: say(other) });

  const ofCommands = commands
    .filter(({ id, isUseful }) => isUseful && id !== 'search')
    .map(
      ({ id, keys, run }): Action => ({
        id: `command/${id}`,
        group: 'commands',
        ...named((words) => words(`frame:commands.${id}`)),
        keys,
        run,
      }),
    );
  const ofLines = (frame?.productLines ?? []).map(
    (line): Action => ({
      id: `productLine/${line.id}`,
      group: 'productLines',
      name: english ? line.nameEn : line.name,
      otherName: english ? line.name : line.nameEn,
      keys: null,
      run: () => narrow({ productLineId: line.id }),
    }),
  );
  return [...ofCommands, ...ofLines, ...periodActions(frame, narrow, named)];
}

function periodActions(
  frame: Frame | null,
  narrow: (change: { period: { from: string; to: string } }) => void,
  named: (say: (words: TFunction) => string) => Pick<Action, 'name' | 'otherName'>,
): Action[] {
  const data = frame?.dataRange ?? null;
  if (data === null) return [];
  const action = (id: string, period: { from: string; to: string }, say: (words: TFunction) => string): Action => ({
    id: `period/${id}`,
    group: 'periods',
    ...named(say),
    keys: null,
    run: () => narrow({ period }),
  });
  const presets = PRESETS.map((preset) =>
    action(preset, presetPeriod(preset, data.to), (words) => words(`frame:period.presets.${preset}`)),
  );
  const [first, last] = [Number(data.from.slice(0, 4)), Number(data.to.slice(0, 4))];
  const years = Array.from({ length: last - first + 1 }, (_, index) => last - index);
  const units = years
    .flatMap((year) => [
      yearPeriod(year),
      ...[1, 2, 3, 4].map((quarter) => quarterPeriod(year, quarter)),
      ...Array.from({ length: 12 }, (_, index) => monthPeriod(year, index + 1)),
    ])
    .filter((period) => hasData(period, data))
    .map((period) => action(`${period.from}/${period.to}`, period, (words) => periodText(period, words)));
  return [...presets, ...units];
}
