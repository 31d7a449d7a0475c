/** Which keys let a publisher in: the one this process was started with, and those of its folder. */
import { keyHashOf } from '../../shared/kernel/digest.ts'
import type { WriteKeyStore } from '../../shared/ports/write-keys.ts'
import { isSameSecret } from './guard.ts'

export type KeyGate = {
  /** Without any key whoever is on this machine may publish. */
  readonly needsKey: () => boolean
  readonly isRight: (shown: string | null) => boolean
}

/** The gate, and the keys of the folder as those see them who change them: it knows of each change at once. */
export const openKeyGate = async (
  given: string | null,
  store: WriteKeyStore,
): Promise<{ readonly gate: KeyGate; readonly writeKeys: WriteKeyStore }> => {
  let hashes: readonly string[] = []
  const ask = async (): Promise<void> => {
    hashes = (await store.list()).map(({ hash }) => hash)
  }
  await ask()
  const after =
    <Told, Asked extends readonly unknown[]>(work: (...asked: Asked) => Promise<Told>) =>
    async (...asked: Asked): Promise<Told> => {
      const told = await work(...asked)
      await ask()
      return told
    }
  return {
    gate: {
      needsKey: () => given !== null || hashes.length > 0,
      isRight: (shown) => {
        if (given !== null && isSameSecret(shown, given)) return true
        // What is compared is a hash: how far it is right tells nobody anything of a key.
        return shown !== null && hashes.includes(keyHashOf(shown))
      },
    },
    writeKeys: { ...store, put: after(store.put), revoke: after(store.revoke) },
  }
}

/** The gate of a server that has no folder of keys. */
export const gateOf = (given: string | null): KeyGate => ({
  needsKey: () => given !== null,
  isRight: (shown) => given !== null && isSameSecret(shown, given),
})
