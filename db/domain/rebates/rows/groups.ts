import { type Problem, RebateProblems } from '../problem.ts';
import { readRelations, readTerms } from '../read/read-document.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { AgreementRelations } from '../schema/relations.ts';
import type { AgreementRow, VersionRow } from './source.ts';

/** A version that was read: its terms and relations are what the schemas allow. */
export interface KnownVersion extends Omit<VersionRow, 'rule' | 'relations'> {
  readonly terms: AgreementTerms;
  readonly relations: AgreementRelations;
}

/** An agreement with the versions that are known, oldest first. */
export interface KnownAgreement extends AgreementRow {
  readonly versions: readonly KnownVersion[];
  /** Why a version could not be read; then nothing of its group may be calculated. */
  readonly problems: readonly Problem[];
}

/** Agreements that have to be calculated together, and the dealers whose lines they count. */
export interface AgreementGroup {
  /** The least of its dealers' ids: what the group is called. */
  readonly key: string;
  /** In order of their ids. */
  readonly dealerIds: readonly string[];
  /** In order of their numbers. */
  readonly agreements: readonly KnownAgreement[];
}

/** Agreements of which a version is known on `asOf`, in order of their numbers. */
export function knownAgreements(
  agreements: readonly AgreementRow[],
  versions: readonly VersionRow[],
  asOf: string,
): readonly KnownAgreement[] {
  const byAgreement = Map.groupBy(versions, ({ agreementId }) => agreementId);
  return agreements
    .toSorted((a, b) => a.no - b.no)
    .flatMap((agreement) => {
      const known = (byAgreement.get(agreement.id) ?? []).filter(({ signedOn }) => signedOn <= asOf);
      if (known.length === 0) return [];
      const read = known.toSorted((a, b) => a.version - b.version).map(readVersion);
      return [
        {
          ...agreement,
          versions: read.flatMap((one) => ('version' in one ? [one] : [])),
          problems: read.flatMap((one) =>
            'version' in one
              ? []
              : one.problems.map((problem) => ({ ...problem, path: `${agreement.code} ${problem.path}` })),
          ),
        },
      ];
    });
}

function readVersion({ rule, relations, ...version }: VersionRow): KnownVersion | RebateProblems {
  try {
    return { ...version, terms: readTerms(rule), relations: readRelations(relations) };
  } catch (error) {
    if (error instanceof RebateProblems) return error;
    throw error;
  }
}

const ALONE: AgreementRelations = { after: [], choices: [] };

/** How an agreement stands to others now: what its newest known version says. */
export const relationsOf = ({ versions }: KnownAgreement): AgreementRelations => versions.at(-1)?.relations ?? ALONE;

/** The dealer of an agreement, and every one whose lines some version of it counts. */
export function dealersOf({ dealerId, versions }: KnownAgreement): ReadonlySet<string> {
  const dealers = new Set([dealerId]);
  for (const { relations } of versions) {
    const groups = new Map((relations.groups ?? []).map((group) => [group.id, group.members] as const));
    for (const named of relations.dealers ?? [dealerId]) {
      for (const dealer of groups.get(named) ?? [named]) dealers.add(dealer);
    }
  }
  return dealers;
}

/**
 * Puts together what belongs together: agreements that count lines of one dealer, and agreements that build on or are
 * chosen among each other. Groups are in order of their keys, whatever order the agreements came in.
 */
export function groupsOf(agreements: readonly KnownAgreement[]): readonly AgreementGroup[] {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
    parents.set(name, root);
    return root;
  };
  const join = (a: string, b: string): void => {
    parents.set(rootOf(a), rootOf(b));
  };
  const known = new Set(agreements.map(({ id }) => id));
  for (const agreement of agreements) {
    for (const dealer of dealersOf(agreement)) join(agreement.id, dealer);
    const { after, choices } = relationsOf(agreement);
    for (const { agreement: other } of after) if (known.has(other)) join(agreement.id, other);
    for (const other of choices.flatMap((choice) => choice.agreements)) if (known.has(other)) join(agreement.id, other);
  }
  return [...Map.groupBy(agreements, ({ id }) => rootOf(id)).values()]
    .map((own): AgreementGroup => {
      const dealerIds = [...new Set(own.flatMap((agreement) => [...dealersOf(agreement)]))].sort();
      return { key: dealerIds[0] ?? '', dealerIds, agreements: own };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
