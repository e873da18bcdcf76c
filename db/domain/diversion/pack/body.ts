import { type Html, html } from '../../page/html.ts';
import type { CaseAlert, CustodyRow } from '../cases/schema.ts';
import { deductionMarkup, filesMarkup } from './attachments.ts';
import { bodyOf, checkPack, newestEvidence, type Pack, type PackEvent } from './content.ts';
import { mapMarkup } from './map-markup.ts';
import { parametersMarkup } from './parameters.ts';
import { both, type PackTextKey, type PackWords, type Speak, speaker } from './words.ts';

/** What a pack shows, as markup; made again wherever it is verified. */
export function packMarkup(pack: Pack, words: PackWords): string {
  const say = speaker(words);
  const { content } = pack;
  const opening = content.events.map(bodyOf).find((one) => one?.kind === 'open');
  const evidence = newestEvidence(content.events);
  return html`<h1>${say('title')}</h1>
${summary(pack, say)}
<section><h2>${say('claim')}</h2><p>${opening?.kind === 'open' ? opening.body.claim : ''}</p></section>
<section><h2 id="map">${say('map')}</h2>${content.map === null ? html`<p>${say('mapNone')}</p>` : mapMarkup(content.map, say)}</section>
${evidence?.alert == null ? null : reasons(evidence.alert, say)}
${content.parameters == null ? null : parametersMarkup(content.parameters, say)}\
${evidence === null ? null : custody(evidence.custody, evidence.withheldPlaces, say)}
${content.deduction == null ? null : deductionMarkup(content.deduction, say)}
${history(content.events, say)}
${content.files === undefined || content.files.length === 0 ? null : filesMarkup(content.files, say)}
${verification(pack, say)}`.markup;
}

const fact = (label: Html, value: Html | string): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

function summary({ content }: Pack, say: Speak): Html {
  const { dealer, kind, productLine, cityName, state, decision, appealDeadline, observedUntil, id } = content.case;
  return html`<section><dl>
${fact(say('case'), id)}${fact(say('dealer'), dealer.name)}${fact(say('kind'), say(`kind.${kind}`))}
${fact(say('line'), productLine ?? '—')}${fact(say('city'), cityName)}${fact(say('state'), say(`state.${state}`))}
${fact(say('decision'), decision === null ? say('undecided') : say(`decision.${decision}`))}
${appealDeadline === null ? null : fact(say('appealUntil'), appealDeadline)}
${observedUntil === null ? null : fact(say('observedUntil'), observedUntil)}
${fact(say('prepared'), content.preparedOn)}${fact(say('program'), content.program)}
</dl></section>`;
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

function reasons({ score, terms, counterfactual, counties }: CaseAlert, say: Speak): Html {
  const list = (wanted: (points: number) => boolean): Html =>
    html`<ul>${terms
      .filter(({ points }) => wanted(points))
      .map(
        ({ points, zh, en }) =>
          html`<li>${both(zh, en)} <strong>${say('points', { points: `${points > 0 ? '+' : ''}${shown(points)}` })}</strong></li>`,
      )}</ul>`;
  const named = new Map(counties.map(({ adcode, name }) => [adcode, name]));
  const silence =
    counterfactual === null
      ? null
      : html`<h3>${say('silence')}</h3><ul>
<li>${counterfactual.bufferKm === null ? say('noBuffer') : say('bufferKm', { km: counterfactual.bufferKm })}</li>
<li>${counterfactual.fewerCodes === null ? say('noCodes') : say('fewerCodes', { n: counterfactual.fewerCodes })}</li>
<li>${counterfactual.counties.length === 0 ? say('noCounties') : say('counties', { names: counterfactual.counties.map((code) => named.get(code) ?? code).join('、') })}</li></ul>`;
  return html`<section><h2>${say('reasons')}</h2><p>${say('score', { score: shown(score) })}</p>
<h3>${say('for')}</h3>${list((points) => points >= 0)}
<h3>${say('against')}</h3>${terms.some(({ points }) => points < 0) ? list((points) => points < 0) : html`<p>${say('noAgainst')}</p>`}
${silence}</section>`;
}

const CUSTODY: readonly PackTextKey[] = [
  'code', 'sku', 'batch', 'shipment', 'shipped', 'warehouse', 'actor', 'scanned', 'terminal', 'place',
]; // biome-ignore format: one line

const heads = (say: Speak, keys: readonly PackTextKey[]): Html =>
  html`<thead><tr>${keys.map((key) => html`<th scope="col">${say(key)}</th>`)}</tr></thead>`;

function custody(rows: readonly CustodyRow[], withheldPlaces: number, say: Speak): Html {
  const cell = (value: string | null): Html => html`<td>${value ?? '—'}</td>`;
  const place = ({ longitude, latitude, actor }: CustodyRow): Html =>
    longitude === null || latitude === null
      ? say('notShown')
      : html`${longitude.toFixed(3)}, ${latitude.toFixed(3)}${actor === 'consumer' ? html` ${say('cell')}` : null}`;
  return html`<section><h2>${say('custody')}</h2>
${withheldPlaces === 0 ? null : html`<p>${say('withheld', { n: withheldPlaces })}</p>`}
<div class="scroll" tabindex="0"><table>${heads(say, CUSTODY)}<tbody>${rows.map(
    (row) => html`<tr>${cell(row.code)}${cell(row.sku)}${cell(row.batch)}${cell(row.shipment)}${cell(row.shippedOn)}\
${cell(row.warehouse)}<td>${say(`actor.${row.actor}`)}</td>${cell(row.scannedAt ?? row.scannedOn)}${cell(row.terminal)}<td>${place(row)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function history(events: readonly PackEvent[], say: Speak): Html {
  return html`<section><h2>${say('history')}</h2><div class="scroll" tabindex="0"><table>
${heads(say, ['no', 'what', 'who', 'at', 'said', 'hash'])}<tbody>${events.map(
    (event) => html`<tr><td>${event.no}</td><td>${say(`event.${event.kind}`)}</td><td>${event.personName}</td>\
<td>${event.at}</td><td>${said(event, say)}</td><td class="hash">${event.hash}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function said(event: PackEvent, say: Speak): Html | string {
  const entry = bodyOf(event);
  if (entry === null) return event.body;
  switch (entry.kind) {
    case 'open':
      return entry.body.claim;
    case 'merge':
      return say('scans', { n: entry.body.custody.length });
    case 'assign':
      return entry.body.assigneeId;
    case 'add_evidence':
      return html`${say('file', { name: entry.body.fileName, size: entry.body.size })}<br><span class="hash">${entry.body.sha256}</span>`;
    case 'explain':
      return html`${say(`stance.${entry.body.stance}`)} · ${entry.body.body}`;
    case 'decide':
      return html`${say(`decision.${entry.body.decision}`)} (${entry.body.reasonCode}) · ${entry.body.body}`;
    case 'observe':
      return entry.body.until;
    default:
      return entry.body.body;
  }
}

function verification(pack: Pack, say: Speak): Html {
  return html`<section><h2>${say('verification')}</h2><p>${say('verificationText')}</p><dl>
<div><dt>${say('contentHash')}</dt><dd class="hash">${pack.contentHash}</dd></div>
<div><dt>${say('head')}</dt><dd class="hash">${checkPack(pack).head}</dd></div></dl></section>`;
}
