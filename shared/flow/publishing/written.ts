/** What published versions were made of, kept beside them. */
import type { Definition } from '../../ports/definitions.ts'
import type { WrittenStore } from '../../ports/texts.ts'

/** Texts by what they are of ({@link writtenName}): a campaign's file, the sample of a template. */
export type Written = ReadonlyMap<string, string>

export const writtenName = ({ kind, id }: Pick<Definition, 'kind' | 'id'>): string => `${kind} ${id}`

/** Keeps what versions that were just published were made of. Cut off in between, they say the same in their own form. */
export const keepWritten = async (store: WrittenStore, published: readonly Definition[], written: Written): Promise<void> => {
  for (const one of published) {
    const text = written.get(writtenName(one))
    if (text !== undefined) await store.keep(one, text)
  }
}
