import { NetworkError, ViewerDocument } from "@claimstead/sdk";
import { call, client } from "../../app/api";
import type { Refusal } from "../../shared/queries";

export interface Uploaded {
  readonly __typename: "UploadSuccess";
  readonly importId: string;
  readonly name: string;
}

/**
 * Sends a CSV file as it is, telling how far it has come, which `fetch` cannot.
 * A refusal of the server comes back like one of GraphQL.
 */
export async function upload(file: File, organizationId: string, progress: (bytes: number) => void): Promise<Uploaded | Refusal> {
  // Whoever's session has ended signs in again first, rather than send 100 MiB in vain.
  await call(ViewerDocument);
  const token = await client.session.accessToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/imports?${new URLSearchParams({ name: file.name, organization: organizationId }).toString()}`);
    request.setRequestHeader("authorization", `Bearer ${token ?? ""}`);
    request.setRequestHeader("content-type", "text/csv");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("error", () => reject(new NetworkError("The upload was cut off.")));
    request.addEventListener("load", () => {
      const answer = request.response as { importId?: string; name?: string; error?: { code?: string; message?: string } } | null;
      if (request.status === 201 && answer?.importId !== undefined) resolve({ __typename: "UploadSuccess", importId: answer.importId, name: answer.name ?? file.name });
      else if (answer?.error?.code !== undefined) resolve({ ...answer.error, __typename: answer.error.code, message: answer.error.message ?? "" });
      else reject(new NetworkError(`The server answered ${request.status}.`));
    });
    request.send(file);
  });
}
