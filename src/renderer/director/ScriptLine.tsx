import { useMemo } from 'react'
import type { StageView } from '#shared/views.ts'
import { useFromNow } from '../connection/hooks.ts'
import classes from './director.module.css'
import { formatPlace } from './format-place.ts'
import { scriptPosition } from './script-position.ts'
import { scriptSpans } from './script-spans.ts'

/** Of the drawing, px: what is broken at the same time stands one under the other, up to this height. */
const MAX_HEIGHT = 20
const LANE_HEIGHT = 6
const GAP = 2

/** The whole script on a line: from when to when each thing is broken, and where it is now. */
export function ScriptLine({ stage }: { readonly stage: StageView }) {
  const spans = useMemo(() => scriptSpans(stage), [stage])
  const place = useFromNow(now => formatPlace(scriptPosition(stage, now)))
  const share = useFromNow(now => percent(scriptPosition(stage, now), stage.lengthMs))
  const lanes = 1 + Math.max(0, ...spans.map(span => span.lane))
  const laneHeight = Math.min(LANE_HEIGHT, MAX_HEIGHT / lanes)
  return (
    <div className={classes.script}>
      <span className={classes.place}>{place}</span>
      <ol
        className={classes.track}
        style={{ height: lanes * laneHeight }}
        aria-label={`The script, ${formatPlace(stage.lengthMs)} long`}
      >
        {spans.map(({ act, title, fromMs, toMs, lane }) => {
          const words = `${title}, ${formatPlace(fromMs)} to ${formatPlace(toMs)}`
          const from = percent(fromMs, stage.lengthMs)
          return (
            <li
              key={`${act} ${fromMs}`}
              className={classes.span}
              title={words}
              style={{
                insetInlineStart: `${from}%`,
                width: `${percent(toMs, stage.lengthMs) - from}%`,
                top: lane * laneHeight,
                height: laneHeight - GAP,
              }}
            >
              <span className="visually-hidden">{words}</span>
            </li>
          )
        })}
        <li className={classes.playhead} aria-hidden style={{ insetInlineStart: `${share}%` }} />
      </ol>
      <span className={classes.place}>{formatPlace(stage.lengthMs)}</span>
    </div>
  )
}

/** Rounded so that it changes with what can be seen. */
function percent(ms: number, lengthMs: number): number {
  return lengthMs <= 0 ? 0 : Math.round((ms / lengthMs) * 10_000) / 100
}
