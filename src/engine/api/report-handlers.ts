import type { ContractHandlers } from '#shared/contract.ts'
import { ReportFailure } from '../reports/report-failure.ts'
import type { Reports } from '../reports/reports.ts'
import { ContractRefusal } from './contract-server.ts'

type ReportProcedures = 'startReport' | 'cancelReport' | 'dismissReport' | 'runScheduledReport'

const DONE = { ok: true } as const

/** Writing reports into folders, as the interface asks for it. */
export function reportHandlers({
  desk,
  schedules,
}: Pick<Reports, 'desk' | 'schedules'>): Pick<ContractHandlers, ReportProcedures> {
  return {
    startReport: order =>
      refusing(async () => {
        const { id } = await desk.start(order)
        return { id }
      }),
    cancelReport: ({ id }) => {
      desk.cancel(id)
      return DONE
    },
    dismissReport: ({ id }) => {
      desk.dismiss(id)
      return DONE
    },
    runScheduledReport: ({ id }) =>
      refusing(async () => {
        schedules.runNow(id)
        return DONE
      }),
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ReportFailure) throw new ContractRefusal('failed', error.message)
    throw error
  }
}
