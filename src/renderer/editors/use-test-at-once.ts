import { useEffect, useRef } from 'react'

/** Runs a form's test once when it opens. */
export function useTestAtOnce(wanted: boolean, runTest: () => Promise<void>): void {
  const done = useRef(false)
  useEffect(() => {
    if (!wanted || done.current) return
    done.current = true
    void runTest()
  }, [wanted, runTest])
}
