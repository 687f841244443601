import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm?url";

type Source = HTMLVideoElement | ImageBitmap;

/** Finds the text of a QR code in a picture; null when there is none. */
export type Detect = (source: Source) => Promise<string | null>;

interface NativeDetector {
  detect(source: Source): Promise<readonly { readonly rawValue: string }[]>;
}

interface NativeDetectors {
  new (options: { readonly formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The browser's own reader, or ours where it has none or where it does not work. */
export async function qrDetector(): Promise<Detect> {
  const own = await nativeDetector();
  if (own === null) return wasmDetector();
  let detect: Detect = (source) => firstText(own, source);
  let isProven = false;
  return async (source) => {
    try {
      const text = await detect(source);
      isProven = true;
      return text;
    } catch (error) {
      // Some Androids have the interface, and no service behind it.
      if (isProven || isNotReady(error)) return null;
      detect = await wasmDetector();
      isProven = true;
      return detect(source);
    }
  };
}

async function nativeDetector(): Promise<NativeDetector | null> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetectors }).BarcodeDetector;
  if (Native === undefined) return null;
  try {
    const formats = await Native.getSupportedFormats();
    return formats.includes("qr_code") ? new Native({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

/** Fetched only where it is needed, and from this very server. */
async function wasmDetector(): Promise<Detect> {
  const { BarcodeDetector, prepareZXingModule } = await import("barcode-detector/ponyfill");
  await prepareZXingModule({
    overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmAddress : prefix + path) },
    fireImmediately: true,
  });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return (source) => firstText(detector, source);
}

async function firstText(detector: NativeDetector, source: Source): Promise<string | null> {
  const found = await detector.detect(source);
  return found.find(({ rawValue }) => rawValue !== "")?.rawValue ?? null;
}

/** The camera has shown nothing yet. */
const isNotReady = (error: unknown): boolean => error instanceof DOMException && error.name === "InvalidStateError";
