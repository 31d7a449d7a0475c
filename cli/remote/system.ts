import { countOf, table } from '../format.ts'
import { answer } from '../io.ts'
import { type Add, atText, type Shared, withJson, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME write-keys`, `tally` and `audit`. */
export const addSystem: Add = (program, io, open) => {
  const keys = program.command('write-keys').summary('keys that publishers show')
  withRemoteExamples(withJson(keys.command('list', { isDefault: true }).summary('which there are')), 'write-keys').action(
    async ({ json }: Shared) => {
      const remote = await open()
      const page = await remote.ask('GET /api/write-keys', {}, {})
      const rows = page.keys.map(({ id, name, madeAt, madeBy }) => [id.slice(0, ID_SHOWN), name, atText(madeAt), madeBy])
      answer(io, json === true, page, () =>
        rows.length === 0 ? 'There is no write key yet.' : table([['id', 'name', 'made', 'by'], ...rows]),
      )
    },
  )
  const create = keys.command('create <name>').summary('make a key: it is shown once, and kept by nobody')
  withRemoteExamples(withJson(create), 'write-keys create shop-backend').action(async (name: string, { json }: Shared) => {
    const remote = await open()
    const made = await remote.ask('POST /api/write-keys', {}, { name })
    answer(io, json === true, made, () =>
      [made.key, '', 'This is the only time it is shown. Put it where your backend keeps its secrets.'].join('\n'),
    )
  })
  const revoke = keys.command('revoke <id>').summary('take a key back: its id, its beginning, or its name')
  withRemoteExamples(withJson(revoke), 'write-keys revoke shop-backend').action(async (wanted: string, { json }: Shared) => {
    const remote = await open()
    const page = await remote.ask('GET /api/write-keys', {}, {})
    const found = page.keys.filter(
      ({ id, name }) => name === wanted || id === wanted || (wanted.length >= ID_SHOWN && id.startsWith(wanted)),
    )
    const id = found.length === 1 ? (found[0]?.id ?? wanted) : wanted
    const done = await remote.ask('DELETE /api/write-keys/:id', { id }, {})
    answer(io, json === true, done, () => 'Nobody publishes with it any more; where it was just in use, within a minute.')
  })
  addCounting(program, io, open)
  addAudit(program, io, open)
}

const addCounting: Add = (program, io, open) => {
  const tally = program.command('tally').summary('counters')
  withRemoteExamples(withJson(tally.command('rebuild').summary('count everything anew, from what was decided')), 'tally rebuild').action(
    async ({ json }: Shared) => {
      const remote = await open()
      const done = await remote.ask('POST /api/tallies/rebuild', {}, {})
      answer(io, json === true, done, () =>
        done.begun ? 'Counting everything anew: `status` says when it is done.' : 'It was under way already.',
      )
    },
  )
}

const addAudit: Add = (program, io, open) => {
  const audit = program.command('audit').summary('what people changed, newest first').option('--after <next>', 'the next page')
  withRemoteExamples(withJson(audit), 'audit').action(async ({ json, after }: Shared & { readonly after?: string }) => {
    const remote = await open()
    const page = await remote.ask('GET /api/audit', {}, after === undefined ? {} : { after })
    const rows = page.items.map(({ at, by, what, of, outcome }) => [
      ...[
        atText(at),
        by,
        what,
        Object.entries(of)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
        outcome,
      ],
    ])
    answer(io, json === true, page, () =>
      [
        rows.length === 0 ? 'Nobody changed anything yet.' : table(rows),
        ...(page.next === null ? [] : ['', `${countOf(rows.length, 'entry', 'entries')}; more: audit --after ${page.next}`]),
      ].join('\n'),
    )
  })
}

/** Enough of a hash to tell fifty keys apart. */
const ID_SHOWN = 12
