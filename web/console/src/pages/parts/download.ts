/** Hand a file that is in the page's memory to the browser's downloads. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The file that a data URI of the API holds; the content security policy lets nothing fetch it. */
export function blobOf(dataUri: string): Blob {
  const comma = dataUri.indexOf(",");
  const head = dataUri.slice(5, comma);
  const body = dataUri.slice(comma + 1);
  const text = head.endsWith(";base64") ? atob(body) : decodeURIComponent(body);
  return new Blob([Uint8Array.from(text, (character) => character.charCodeAt(0))], { type: head.split(";")[0] ?? "" });
}

/** A name that every file system takes. */
export function fileName(text: string): string {
  return text.normalize("NFKD").replaceAll(/[^\w.-]+/g, "-").replaceAll(/^-+|-+$/g, "").toLowerCase() || "file";
}
