/** Says over a list that there is more by now, and shows it when it is pressed: nothing moves under the reader's eyes before. */
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { News } from '../api/hooks.ts'
import styles from './news-button.module.css'

type NewsButtonProps = { readonly news: News | null; readonly called: (count: number, isMore: boolean) => string }

export const NewsButton = ({ news, called }: NewsButtonProps): ReactNode => {
  const press = (): void => {
    news?.show()
    window.scrollTo({ top: 0 })
    // The button is gone with what it announced: whoever pressed it by keyboard goes on from the heading.
    document.querySelector('h1')?.focus({ preventScroll: true })
  }
  return (
    <output aria-live="polite" className={styles.news}>
      {news === null ? null : (
        <Button
          className={styles.button}
          justify="flex-start"
          leftSection={<IconRefresh aria-hidden size={15} stroke={2} />}
          onClick={press}
          radius="xl"
          size="xs"
        >
          {called(news.count, news.isMore)}
        </Button>
      )}
    </output>
  )
}
