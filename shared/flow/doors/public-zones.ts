/** Time zones to choose from, as the platform knows them (ECMA-402). */
import { type Html, html } from './public-html.ts'

/** Whether a name is in the list. */
export const isListedZone = (name: string): boolean => listed().has(name)

/** The options of a list of zones, by continent. One that stands and has another name in the list (`Asia/Calcutta`) stays as it is. */
export const zoneOptions = (standing: string | null, none: string, others: string): readonly Html[] => {
  const option = (zone: string, label: string): Html =>
    html`<option value="${zone}"${zone === standing ? html` selected` : null}>${label}</option>`
  const groups = Map.groupBy(listed(), (zone) => (zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : others))
  return [
    html`<option value=""${standing === null ? html` selected` : null}>${none}</option>`,
    ...(standing === null || isListedZone(standing) ? [] : [option(standing, standing)]),
    ...[...groups].map(([name, zones]) => html`<optgroup label="${name}">${zones.map((zone) => option(zone, labelOf(zone)))}</optgroup>`),
  ]
}

/** `America/Argentina/Buenos_Aires` is "Argentina, Buenos Aires" among those of America. */
const labelOf = (zone: string): string =>
  zone
    .slice(zone.indexOf('/') + 1)
    .replaceAll('_', ' ')
    .replaceAll('/', ', ')

/** The platform lists some by names they had before; people look for those of today (tzdata, file `backward`). Both are understood. */
const NAMED_TODAY: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

let known: ReadonlySet<string> | null = null

const listed = (): ReadonlySet<string> => {
  known ??= new Set([...Intl.supportedValuesOf('timeZone').map((zone) => NAMED_TODAY[zone] ?? zone), 'UTC'].sort())
  return known
}
