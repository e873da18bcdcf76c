import type { z } from 'zod';
import type { ledger } from '../../../db/contract/ledger.ts';
import type { AgreementToEdit } from '../../../db/contract/rebate-policy.ts';
import { AgreementKind } from '../../../db/contract/rebates.ts';
import type { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { AgreementRelations } from '../../../db/domain/rebates/schema/relations.ts';
import type { Checked, Draft } from './agreement-draft.ts';

type Content = z.input<typeof ledger.propose.input>['content'];

/** Whether a draft may be proposed, and what is in the way. */
export type ProposedKind =
  | {
      readonly state: 'sound';
      readonly terms: AgreementTerms;
      readonly kind: z.infer<typeof AgreementKind>;
      readonly taxBasis: 'net' | 'gross';
    }
  /** Keys of sentences. */
  | { readonly state: 'mend' | 'needsBasis' };

export function proposedKind({ terms, problems, findings }: Checked): ProposedKind {
  if (terms === null || problems.length > 0 || findings.some(({ severity }) => severity === 'error'))
    return { state: 'mend' };
  const kind = AgreementKind.safeParse(terms.rule.kind);
  if (!kind.success) return { state: 'mend' };
  if (terms.taxBasis === 'as_given') return { state: 'needsBasis' };
  return { state: 'sound', terms, kind: kind.data, taxBasis: terms.taxBasis };
}

/** The proposal of the next version of an agreement, with everything else of it as it is. */
export function contentOf(
  { agreement, version, lastVersion }: AgreementToEdit,
  { effectiveFrom, effectiveTo, signedOn }: Draft,
  { terms, kind, taxBasis }: Extract<ProposedKind, { state: 'sound' }>,
  id: string,
): Content {
  return {
    kind: 'agreement_version',
    body: {
      agreement: {
        id: agreement.id,
        code: agreement.code,
        name: agreement.name,
        dealerId: agreement.dealerId,
        productLineId: agreement.productLineId,
      },
      version: {
        id,
        version: lastVersion + 1,
        effectiveFrom,
        effectiveTo,
        signedOn,
        taxBasis,
        dateBasis: terms.dateBasis,
        currency: version.currency,
        kind,
        rule: terms,
        // Carried over unchanged: how it stands to other agreements is not part of the form.
        relations: AgreementRelations.parse(version.relations),
      },
    },
  };
}
