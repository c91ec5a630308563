/**
 * Accelerators a workload file may name, with the figures of their vendors' datasheets. Peaks are dense (NVIDIA prints many
 * with 2:4 sparsity: halved here), of one device, at boost clock: an upper bound that MFU and MBU are measured against.
 */
export interface Accelerator {
  readonly name: string
  readonly memoryBytes: number
  readonly memoryBytesPerSecond: number
  /** Dense tensor peaks in FLOP/s (int8: operations/s); null where the device has no such unit. */
  readonly peakPerSecond: { readonly bf16: number | null; readonly int8: number | null }
  readonly source: string
}

const GB = 1e9
const TERA = 1e12

function accelerator(
  name: string,
  gigabytes: number,
  gigabytesPerSecond: number,
  bf16: number | null,
  int8: number,
  source: string,
) {
  return {
    name,
    memoryBytes: gigabytes * GB,
    memoryBytesPerSecond: gigabytesPerSecond * GB,
    peakPerSecond: { bf16: bf16 === null ? null : bf16 * TERA, int8: int8 * TERA },
    source,
  } satisfies Accelerator
}

/** By the name written in a workload file. */
export const accelerators: Readonly<Record<string, Accelerator>> = {
  'h200-sxm': accelerator('NVIDIA H200 SXM', 141, 4800, 989, 1979, 'NVIDIA H200 datasheet'),
  'h100-sxm': accelerator('NVIDIA H100 SXM', 80, 3350, 989, 1979, 'NVIDIA H100 datasheet'),
  'h100-pcie': accelerator('NVIDIA H100 PCIe', 80, 2000, 756, 1513, 'NVIDIA H100 datasheet'),
  'a100-sxm-80gb': accelerator('NVIDIA A100 SXM 80 GB', 80, 2039, 312, 624, 'NVIDIA A100 datasheet'),
  'a100-pcie-80gb': accelerator('NVIDIA A100 PCIe 80 GB', 80, 1935, 312, 624, 'NVIDIA A100 datasheet'),
  'a100-sxm-40gb': accelerator('NVIDIA A100 SXM 40 GB', 40, 1555, 312, 624, 'NVIDIA A100 datasheet'),
  l40s: accelerator('NVIDIA L40S', 48, 864, 362, 733, 'NVIDIA L40S datasheet'),
  l4: accelerator('NVIDIA L4', 24, 300, 121, 242, 'NVIDIA L4 datasheet'),
  a10: accelerator('NVIDIA A10', 24, 600, 125, 250, 'NVIDIA A10 datasheet'),
  t4: accelerator('NVIDIA T4', 16, 300, null, 130, 'NVIDIA T4 datasheet'),
  mi300x: accelerator('AMD Instinct MI300X', 192, 5300, 1307, 2615, 'AMD Instinct MI300X datasheet'),
}
