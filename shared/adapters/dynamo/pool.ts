/** Does something with each, so many at once, and answers in their order. One that fails keeps no other from being done; then the first failure is thrown. */
export const inParallel = async <In, Out>(
  items: readonly In[],
  atOnce: number,
  work: (item: In) => Promise<Out>,
): Promise<readonly Out[]> => {
  const results: PromiseSettledResult<Out>[] = new Array(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const [result] = await Promise.allSettled([work(items[index] as In)])
      results[index] = result
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

/** Cut into lists of at most so many. */
export const inLists = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
