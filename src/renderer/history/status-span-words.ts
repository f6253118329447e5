import { formatDuration } from '#shared/format-duration.ts'
import type { Excuse } from '#shared/history.ts'
import { STATUS_WORDS } from '../components/StatusMark.tsx'
import { formatMoment } from '../format/format-moment.ts'
import type { BandReading } from './status-band.ts'

export const EXCUSE_WORDS: Readonly<Record<Excuse, string>> = {
  muted: 'muted',
  maintenance: 'in maintenance',
  paused: 'paused',
}

/** A stretch of a band: what it was, from when to when and for how long, and what was said. */
export interface SpanWords {
  readonly what: string
  readonly when: string
  readonly message: string
}

/** A piece of a status band in words. */
export function spanTexts({ fromMs, toMs, span, lasting }: BandReading): SpanWords {
  if (span === null) {
    const since = Number.isFinite(fromMs) ? `since ${formatMoment(fromMs)}` : 'not watched yet'
    const ended = Number.isFinite(fromMs) ? `${formatMoment(fromMs)} – ${formatMoment(toMs)}` : since
    return { what: 'Not watched', when: lasting ? since : ended, message: '' }
  }
  const excuse = span.excuse === null ? '' : `, ${EXCUSE_WORDS[span.excuse]}: does not count`
  const duration = formatDuration(toMs - fromMs)
  return {
    what: `${STATUS_WORDS[span.status]}${excuse}`,
    when: lasting
      ? `since ${formatMoment(fromMs)}, for ${duration}`
      : `${formatMoment(fromMs)} – ${formatMoment(toMs)}, ${duration}`,
    message: span.message,
  }
}
