import type { WriteKeyView } from '../../contract/api.ts'
import { keyHashOf } from '../../kernel/digest.ts'
import { WRITE_KEY_BYTES, WRITE_KEYS_MAX } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import type { WriteKey } from '../../ports/write-keys.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, notThere, replied } from './router.ts'

type Routes = 'GET /api/write-keys' | 'POST /api/write-keys' | 'DELETE /api/write-keys/:id'

/** Keys of publishers: made here and told once; kept is what a key that is shown can be compared with. */
export const writeKeyHandlers = ({ stores: { writeKeys }, random, now }: Context): Pick<Handlers, Routes> => ({
  'GET /api/write-keys': async () => replied({ keys: (await writeKeys.list()).map(viewOf) }),
  'POST /api/write-keys': async ({ name }, _, caller) => {
    const key = PREFIX + Buffer.from(random(WRITE_KEY_BYTES)).toString('base64url')
    const made = { hash: keyHashOf(key), name, madeAt: now(), madeBy: caller.name }
    const done = await writeKeys.put(made)
    if (done === 'taken') return notPossible('name', 'is that of another key', 'Name it by its backend and where that runs.')
    if (done === 'full')
      return notPossible('', `comes where there are ${WRITE_KEYS_MAX} keys already`, 'Take one back that nobody uses any more.')
    return replied({ key, made: viewOf(made) })
  },
  'DELETE /api/write-keys/:id': async (_, { id }) =>
    (await writeKeys.revoke(id))
      ? replied({ done: true })
      : notThere('id', 'is that of no key', 'It may have been taken back already. Look at the list: GET /api/write-keys.'),
})

/** By it a key that went astray is recognised for what it is, by people and by programs that look for secrets. */
const PREFIX = 'rk_'

const viewOf = ({ hash, name, madeAt, madeBy }: WriteKey): WriteKeyView => ({ id: hash, name, madeAt: isoOf(madeAt), madeBy })
