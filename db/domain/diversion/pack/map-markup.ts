import { type Html, html } from '../../page/html.ts';
import type { PackMap } from './content.ts';
import type { Speak } from './words.ts';

/** Width of the drawing, pixels. */
const WIDTH = 720;
const ACTORS = ['inspector', 'dealer', 'terminal', 'driver', 'consumer'] as const;

/** A piece of map as a drawing of its own, with its legal line. Shapes tell who scanned, so that colour is not needed. */
export function mapMarkup(map: PackMap, say: Speak): Html {
  const { width, height, outlines, places, seat, approval, source } = map;
  const middle = ((map.corner[1] + height / 2) / 1000) * (Math.PI / 180);
  // A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
  const scaleX = WIDTH / width;
  const scaleY = scaleX / Math.cos(middle);
  const tall = Math.round(height * scaleY);
  const at = ([x, y]: readonly number[]): [number, number] => [
    Math.round((x ?? 0) * scaleX * 10) / 10,
    Math.round((height - (y ?? 0)) * scaleY * 10) / 10,
  ];
  const path = outlines.map((ring) => `M${ring.map((corner) => at(corner).join(' ')).join('L')}Z`).join('');
  const present = ACTORS.filter((actor) => places.some((one) => one.actor === actor));
  return html`<svg viewBox="0 0 ${WIDTH} ${tall}" role="img" aria-labelledby="map"><path class="land" d="${path}"></path>\
${seat === null ? null : sign('seat', at(seat), 1)}\
${places.map(({ at: place, actor, scans }) => sign(actor, at(place), scans))}</svg>
<ul class="legend">${seat === null ? null : html`<li><svg viewBox="-8 -8 16 16">${sign('seat', [0, 0], 1)}</svg>${say('seat')}</li>`}\
${present.map((actor) => html`<li><svg viewBox="-8 -8 16 16">${sign(actor, [0, 0], 1)}</svg>${say(`actor.${actor}`)}</li>`)}</ul>
<p class="legal">${approval === null ? say('noApproval') : say('approval', { number: approval })} · ${source}</p>`;
}

/** The sign of who scanned, its size by how often. */
function sign(actor: string, [x, y]: readonly [number, number], scans: number): Html {
  const r = Math.round((4 + Math.min(8, Math.sqrt(scans))) * 10) / 10;
  const shape = {
    seat: `M${x - r} ${y + r}V${y - r / 2}L${x} ${y - r}L${x + r} ${y - r / 2}V${y + r}Z`,
    inspector: `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`,
    terminal: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`,
    consumer: `M${x - r} ${y - r}H${x + r}V${y + r}H${x - r}Z`,
  }[actor];
  return shape === undefined
    ? html`<circle class="sign" cx="${x}" cy="${y}" r="${r}"></circle>`
    : html`<path class="sign ${actor}" d="${shape}"></path>`;
}
