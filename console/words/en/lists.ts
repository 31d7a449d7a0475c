/** What every list that comes page by page says. */
export const listWords = () => ({
  more: 'Show more',
  moreFailed: 'The rest could not be fetched.',
})
