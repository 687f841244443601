from collections.abc import AsyncIterator
from typing import Any, Optional, Union

from .accept_device_transfer import AcceptDeviceTransfer
from .accept_invitation import AcceptInvitation
from .alignment_sheet import AlignmentSheet
from .archive_organization import ArchiveOrganization
from .archive_template import ArchiveTemplate
from .async_base_client import AsyncBaseClient
from .base_model import UNSET, UnsetType
from .batch import Batch
from .batch_progress import BatchProgress
from .batch_tokens import BatchTokens
from .batches import Batches
from .box_guide import BoxGuide
from .brand import Brand
from .cancel_device_transfer import CancelDeviceTransfer
from .change_member_role import ChangeMemberRole
from .change_password import ChangePassword
from .change_plan import ChangePlan
from .claim_device import ClaimDevice
from .claim_devices import ClaimDevices
from .claim_preview import ClaimPreview
from .create_device import CreateDevice
from .create_organization import CreateOrganization
from .create_template import CreateTemplate
from .create_token_batch import CreateTokenBatch
from .delete_account import DeleteAccount
from .delete_tokens import DeleteTokens
from .device import Device
from .device_count import DeviceCount
from .device_history import DeviceHistory
from .device_status import DeviceStatus
from .device_status_changed import DeviceStatusChanged
from .devices import Devices
from .devices_by_serial import DevicesBySerial
from .disclaim_tokens import DisclaimTokens
from .dismiss_clone_suspicion import DismissCloneSuspicion
from .end_session import EndSession
from .enums import GuidePage, LabelStock, ListOrder, QrFormat
from .events import Events
from .export_tokens import ExportTokens
from .identify_device import IdentifyDevice
from .import_token_batch import ImportTokenBatch
from .input_types import (
    AcceptDeviceTransferInput,
    AcceptInvitationInput,
    ArchiveOrganizationInput,
    ArchiveTemplateInput,
    CancelDeviceTransferInput,
    ChangeMemberRoleInput,
    ChangePasswordInput,
    ChangePlanInput,
    ClaimDeviceInput,
    ClaimDevicesInput,
    CreateDeviceInput,
    CreateOrganizationInput,
    CreateTemplateInput,
    CreateTokenBatchInput,
    DeleteAccountInput,
    DeleteTokensInput,
    DeviceFilter,
    DisclaimTokensInput,
    DismissCloneSuspicionInput,
    EndSessionInput,
    EventFilter,
    ExportTokensInput,
    IdentifyDeviceInput,
    ImportTokenBatchInput,
    InviteMemberInput,
    LabelsInput,
    MoveDeviceInput,
    MoveOrganizationInput,
    OfferDeviceTransferInput,
    PreviewTokenImportInput,
    ProvisionDeviceInput,
    RefreshSessionInput,
    RefuseDeviceTransferInput,
    RemoveMemberInput,
    RequestEmailVerificationInput,
    RequestPasswordResetInput,
    ResendInvitationInput,
    ResetPasswordInput,
    RevealAuthTokenInput,
    RevokeInvitationInput,
    RotateQrTokenInput,
    SignInInput,
    SignOutInput,
    SignUpInput,
    StaticTokenFilter,
    UnclaimDeviceInput,
    UpdateBrandInput,
    UpdateDeviceInput,
    UpdateOrganizationInput,
    UpdateTemplateInput,
    VerifyEmailInput,
)
from .invitation_preview import InvitationPreview
from .invitations import Invitations
from .invite_member import InviteMember
from .member_count import MemberCount
from .members import Members
from .move_device import MoveDevice
from .move_organization import MoveOrganization
from .my_devices import MyDevices
from .offer_device_transfer import OfferDeviceTransfer
from .organization import Organization
from .organization_children import OrganizationChildren
from .organization_events import OrganizationEvents
from .outbox import Outbox
from .plans import Plans
from .preview_token_import import PreviewTokenImport
from .provision_device import ProvisionDevice
from .provisionable_templates import ProvisionableTemplates
from .received_transfers import ReceivedTransfers
from .refresh_session import RefreshSession
from .refuse_device_transfer import RefuseDeviceTransfer
from .remove_member import RemoveMember
from .request_email_verification import RequestEmailVerification
from .request_password_reset import RequestPasswordReset
from .resend_invitation import ResendInvitation
from .reset_password import ResetPassword
from .reveal_auth_token import RevealAuthToken
from .revoke_invitation import RevokeInvitation
from .rotate_qr_token import RotateQrToken
from .sessions import Sessions
from .sign_in import SignIn
from .sign_out import SignOut
from .sign_up import SignUp
from .template import Template
from .templates import Templates
from .token import Token
from .token_by_qr_token import TokenByQrToken
from .token_count import TokenCount
from .token_history import TokenHistory
from .token_label import TokenLabel
from .token_qr_code import TokenQrCode
from .tokens import Tokens
from .unclaim_device import UnclaimDevice
from .update_brand import UpdateBrand
from .update_device import UpdateDevice
from .update_organization import UpdateOrganization
from .update_template import UpdateTemplate
from .verify_email import VerifyEmail
from .viewer import Viewer


def gql(q: str) -> str:
    return q


class Operations(AsyncBaseClient):
    async def viewer(self, **kwargs: Any) -> Viewer:
        query = gql("""
            query Viewer {
              viewer {
                user {
                  ...UserFields
                }
                memberships {
                  id
                  role
                  organization {
                    ...OrganizationFields
                    parent {
                      id
                      name
                    }
                    brand {
                      ...BrandFields
                    }
                  }
                }
              }
            }

            fragment BrandFields on Brand {
              slug
              displayName
              primaryColor
              textColor
              logoUrl
              supportUrl
              privacyUrl
              termsUrl
              links {
                name
                url
              }
              appleApps
              androidApps {
                package
                fingerprints
              }
              selfSignUp
              claimHost
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }

            fragment UserFields on User {
              id
              email
              name
              isEmailVerified
              createdAt
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Viewer", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Viewer.model_validate(data)

    async def verify_email(self, input: VerifyEmailInput, **kwargs: Any) -> VerifyEmail:
        query = gql("""
            mutation VerifyEmail($input: VerifyEmailInput!) {
              verifyEmail(input: $input) {
                __typename
                ... on VerifyEmailSuccess {
                  email
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="VerifyEmail", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return VerifyEmail.model_validate(data)

    async def request_email_verification(
        self, input: RequestEmailVerificationInput, **kwargs: Any
    ) -> RequestEmailVerification:
        query = gql("""
            mutation RequestEmailVerification($input: RequestEmailVerificationInput!) {
              requestEmailVerification(input: $input) {
                __typename
                ... on RequestEmailVerificationSuccess {
                  email
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="RequestEmailVerification",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RequestEmailVerification.model_validate(data)

    async def request_password_reset(
        self, input: RequestPasswordResetInput, **kwargs: Any
    ) -> RequestPasswordReset:
        query = gql("""
            mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
              requestPasswordReset(input: $input) {
                __typename
                ... on RequestPasswordResetSuccess {
                  email
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="RequestPasswordReset",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RequestPasswordReset.model_validate(data)

    async def reset_password(
        self, input: ResetPasswordInput, **kwargs: Any
    ) -> ResetPassword:
        query = gql("""
            mutation ResetPassword($input: ResetPasswordInput!) {
              resetPassword(input: $input) {
                __typename
                ... on ResetPasswordSuccess {
                  endedSessions
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ResetPassword", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ResetPassword.model_validate(data)

    async def change_password(
        self, input: ChangePasswordInput, **kwargs: Any
    ) -> ChangePassword:
        query = gql("""
            mutation ChangePassword($input: ChangePasswordInput!) {
              changePassword(input: $input) {
                __typename
                ... on ChangePasswordSuccess {
                  endedSessions
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ChangePassword", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ChangePassword.model_validate(data)

    async def delete_account(
        self, input: DeleteAccountInput, **kwargs: Any
    ) -> DeleteAccount:
        query = gql("""
            mutation DeleteAccount($input: DeleteAccountInput!) {
              deleteAccount(input: $input) {
                __typename
                ... on DeleteAccountSuccess {
                  releasedDevices
                }
                ... on UserError {
                  message
                }
                ... on LastOwner {
                  organization
                }
                ...WaitFacts
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="DeleteAccount", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeleteAccount.model_validate(data)

    async def batches(
        self,
        organization_id: str,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Batches:
        query = gql("""
            query Batches($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
              organization(id: $organizationId) {
                id
                tokenBatches(first: $first, after: $after, last: $last, before: $before) {
                  edges {
                    cursor
                    node {
                      ...BatchFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment BatchFields on TokenBatch {
              id
              name
              origin
              status
              tokenCount
              createdCount
              failure
              createdAt
              finishedAt
              template {
                id
                name
              }
              createdBy {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        }
        response = await self.execute(
            query=query, operation_name="Batches", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Batches.model_validate(data)

    async def batch(self, id: str, **kwargs: Any) -> Batch:
        query = gql("""
            query Batch($id: ID!) {
              tokenBatch(id: $id) {
                ...BatchFields
              }
            }

            fragment BatchFields on TokenBatch {
              id
              name
              origin
              status
              tokenCount
              createdCount
              failure
              createdAt
              finishedAt
              template {
                id
                name
              }
              createdBy {
                id
                email
                name
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Batch", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Batch.model_validate(data)

    async def batch_tokens(
        self,
        id: str,
        order_by: ListOrder,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> BatchTokens:
        query = gql("""
            query BatchTokens($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $orderBy: ListOrder! = OLDEST_FIRST) {
              tokenBatch(id: $id) {
                id
                staticTokens(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  orderBy: $orderBy
                ) {
                  edges {
                    cursor
                    node {
                      ...TokenRow
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TokenRow on StaticToken {
              id
              status
              origin
              serial
              createdAt
              claimedAt
              firstConnectedAt
              cloneSuspectedAt
              qrTokenGrouped
              template {
                id
                name
              }
              batch {
                id
                name
              }
              device {
                ...DeviceLive
              }
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "orderBy": order_by,
        }
        response = await self.execute(
            query=query, operation_name="BatchTokens", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return BatchTokens.model_validate(data)

    async def create_token_batch(
        self, input: CreateTokenBatchInput, **kwargs: Any
    ) -> CreateTokenBatch:
        query = gql("""
            mutation CreateTokenBatch($input: CreateTokenBatchInput!) {
              createTokenBatch(input: $input) {
                __typename
                ... on CreateTokenBatchSuccess {
                  tokenBatch {
                    ...BatchFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on TokenCountInvalid {
                  requested
                  maximum
                }
                ...MetadataFacts
                ...TextFacts
                ...PlanLimitFacts
              }
            }

            fragment BatchFields on TokenBatch {
              id
              name
              origin
              status
              tokenCount
              createdCount
              failure
              createdAt
              finishedAt
              template {
                id
                name
              }
              createdBy {
                id
                email
                name
              }
            }

            fragment MetadataFacts on MetadataInvalid {
              faults {
                field
                value
                reason
              }
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="CreateTokenBatch",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CreateTokenBatch.model_validate(data)

    async def batch_progress(
        self, id: str, **kwargs: Any
    ) -> AsyncIterator[BatchProgress]:
        query = gql("""
            subscription BatchProgress($id: ID!) {
              tokenBatchProgressed(id: $id) {
                ...BatchFields
              }
            }

            fragment BatchFields on TokenBatch {
              id
              name
              origin
              status
              tokenCount
              createdCount
              failure
              createdAt
              finishedAt
              template {
                id
                name
              }
              createdBy {
                id
                email
                name
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        async for data in self.execute_ws(
            query=query, operation_name="BatchProgress", variables=variables, **kwargs
        ):
            yield BatchProgress.model_validate(data)

    async def brand(self, slug: str, **kwargs: Any) -> Brand:
        query = gql("""
            query Brand($slug: String!) {
              brand(slug: $slug) {
                ...BrandFields
              }
            }

            fragment BrandFields on Brand {
              slug
              displayName
              primaryColor
              textColor
              logoUrl
              supportUrl
              privacyUrl
              termsUrl
              links {
                name
                url
              }
              appleApps
              androidApps {
                package
                fingerprints
              }
              selfSignUp
              claimHost
            }
            """)
        variables: dict[str, object] = {"slug": slug}
        response = await self.execute(
            query=query, operation_name="Brand", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Brand.model_validate(data)

    async def update_brand(self, input: UpdateBrandInput, **kwargs: Any) -> UpdateBrand:
        query = gql("""
            mutation UpdateBrand($input: UpdateBrandInput!) {
              updateBrand(input: $input) {
                __typename
                ... on UpdateBrandSuccess {
                  brand {
                    ...BrandFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on ColorUnusable {
                  color
                }
                ... on ContrastTooLow {
                  primaryColor
                  textColor
                  contrast
                  required
                }
                ... on AddressUnusable {
                  field
                  reason
                }
                ... on ClaimHostUnusable {
                  claimHost
                }
                ... on ClaimHostTaken {
                  claimHost
                }
                ... on ClaimHostPrinted {
                  claimHost
                  staticTokens
                }
                ... on AppUnusable {
                  app
                  reason
                }
                ...TextFacts
              }
            }

            fragment BrandFields on Brand {
              slug
              displayName
              primaryColor
              textColor
              logoUrl
              supportUrl
              privacyUrl
              termsUrl
              links {
                name
                url
              }
              appleApps
              androidApps {
                package
                fingerprints
              }
              selfSignUp
              claimHost
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="UpdateBrand", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UpdateBrand.model_validate(data)

    async def claim_preview(self, qr_token: str, **kwargs: Any) -> ClaimPreview:
        query = gql("""
            query ClaimPreview($qrToken: String!) {
              claimPreview(qrToken: $qrToken) {
                productName
                pictureUrl
                brand {
                  ...BrandFields
                }
              }
            }

            fragment BrandFields on Brand {
              slug
              displayName
              primaryColor
              textColor
              logoUrl
              supportUrl
              privacyUrl
              termsUrl
              links {
                name
                url
              }
              appleApps
              androidApps {
                package
                fingerprints
              }
              selfSignUp
              claimHost
            }
            """)
        variables: dict[str, object] = {"qrToken": qr_token}
        response = await self.execute(
            query=query, operation_name="ClaimPreview", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClaimPreview.model_validate(data)

    async def claim_device(self, input: ClaimDeviceInput, **kwargs: Any) -> ClaimDevice:
        query = gql("""
            mutation ClaimDevice($input: ClaimDeviceInput!) {
              claimDevice(input: $input) {
                __typename
                ... on ClaimDeviceSuccess {
                  device {
                    ...DeviceRow
                  }
                }
                ... on UserError {
                  message
                }
                ...PlanLimitFacts
                ...TextFacts
                ...WaitFacts
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ClaimDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClaimDevice.model_validate(data)

    async def claim_devices(
        self, input: ClaimDevicesInput, **kwargs: Any
    ) -> ClaimDevices:
        query = gql("""
            mutation ClaimDevices($input: ClaimDevicesInput!) {
              claimDevices(input: $input) {
                results {
                  __typename
                  ... on ClaimDeviceSuccess {
                    device {
                      ...DeviceRow
                    }
                  }
                  ... on UserError {
                    message
                  }
                  ...PlanLimitFacts
                  ...TextFacts
                  ...WaitFacts
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ClaimDevices", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ClaimDevices.model_validate(data)

    async def unclaim_device(
        self, input: UnclaimDeviceInput, **kwargs: Any
    ) -> UnclaimDevice:
        query = gql("""
            mutation UnclaimDevice($input: UnclaimDeviceInput!) {
              unclaimDevice(input: $input) {
                __typename
                ... on UnclaimDeviceSuccess {
                  deviceId
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="UnclaimDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UnclaimDevice.model_validate(data)

    async def my_devices(
        self,
        first: int,
        after: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[DeviceFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> MyDevices:
        query = gql("""
            query MyDevices($first: Int!, $after: String, $filter: DeviceFilter) {
              viewer {
                devices(first: $first, after: $after, filter: $filter) {
                  edges {
                    node {
                      ...DeviceRow
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {
            "first": first,
            "after": after,
            "filter": filter_,
        }
        response = await self.execute(
            query=query, operation_name="MyDevices", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MyDevices.model_validate(data)

    async def devices(
        self,
        organization_id: str,
        order_by: ListOrder,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[DeviceFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Devices:
        query = gql("""
            query Devices($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: DeviceFilter, $orderBy: ListOrder! = NEWEST_FIRST) {
              organization(id: $organizationId) {
                id
                devices(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  filter: $filter
                  orderBy: $orderBy
                ) {
                  edges {
                    cursor
                    node {
                      ...DeviceRow
                      staticToken {
                        id
                        serial
                        qrTokenGrouped
                      }
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "filter": filter_,
            "orderBy": order_by,
        }
        response = await self.execute(
            query=query, operation_name="Devices", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Devices.model_validate(data)

    async def devices_by_serial(
        self,
        organization_id: str,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[StaticTokenFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> DevicesBySerial:
        query = gql("""
            query DevicesBySerial($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: StaticTokenFilter) {
              organization(id: $organizationId) {
                id
                staticTokens(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  filter: $filter
                ) {
                  edges {
                    cursor
                    node {
                      id
                      serial
                      qrTokenGrouped
                      device {
                        ...DeviceRow
                      }
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "filter": filter_,
        }
        response = await self.execute(
            query=query, operation_name="DevicesBySerial", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DevicesBySerial.model_validate(data)

    async def device_count(
        self,
        organization_id: str,
        filter_: Union[Optional[DeviceFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> DeviceCount:
        query = gql("""
            query DeviceCount($organizationId: ID!, $filter: DeviceFilter) {
              organization(id: $organizationId) {
                id
                devices(first: 1, filter: $filter) {
                  totalCount
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "filter": filter_,
        }
        response = await self.execute(
            query=query, operation_name="DeviceCount", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeviceCount.model_validate(data)

    async def device(self, id: str, **kwargs: Any) -> Device:
        query = gql("""
            query Device($id: ID!) {
              device(id: $id) {
                ...DeviceDetail
              }
            }

            fragment DeviceDetail on Device {
              ...DeviceRow
              template {
                id
                name
                description
                pictureUrl
                archivedAt
                metadataFields {
                  ...MetadataFieldFields
                }
              }
              metadata {
                ...MetadataFields
              }
              openTransfer {
                ...TransferFields
              }
              staticToken {
                id
                serial
                qrTokenGrouped
                status
                origin
                cloneSuspectedAt
                issuer {
                  id
                  name
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment MetadataFields on MetadataValue {
              name
              type
              value
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TransferFields on DeviceTransfer {
              id
              email
              createdAt
              expiresAt
              productName
              pictureUrl
              device {
                id
                name
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Device", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Device.model_validate(data)

    async def device_status(self, id: str, **kwargs: Any) -> DeviceStatus:
        query = gql("""
            query DeviceStatus($id: ID!) {
              device(id: $id) {
                ...DeviceLive
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="DeviceStatus", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeviceStatus.model_validate(data)

    async def device_history(
        self,
        id: str,
        first: int,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> DeviceHistory:
        query = gql("""
            query DeviceHistory($id: ID!, $first: Int!, $after: String) {
              device(id: $id) {
                id
                history(first: $first, after: $after) {
                  edges {
                    node {
                      ...EventFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment EventFields on Event {
              id
              kind
              at
              facts
              staticTokenId
              deviceId
              tokenBatchId
              organization {
                id
                name
              }
              actor {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {"id": id, "first": first, "after": after}
        response = await self.execute(
            query=query, operation_name="DeviceHistory", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeviceHistory.model_validate(data)

    async def device_status_changed(
        self,
        device_ids: Union[Optional[list[str]], UnsetType] = UNSET,
        organization_id: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AsyncIterator[DeviceStatusChanged]:
        query = gql("""
            subscription DeviceStatusChanged($deviceIds: [ID!], $organizationId: ID) {
              deviceStatusChanged(deviceIds: $deviceIds, organizationId: $organizationId) {
                ...DeviceLive
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {
            "deviceIds": device_ids,
            "organizationId": organization_id,
        }
        async for data in self.execute_ws(
            query=query,
            operation_name="DeviceStatusChanged",
            variables=variables,
            **kwargs,
        ):
            yield DeviceStatusChanged.model_validate(data)

    async def update_device(
        self, input: UpdateDeviceInput, **kwargs: Any
    ) -> UpdateDevice:
        query = gql("""
            mutation UpdateDevice($input: UpdateDeviceInput!) {
              updateDevice(input: $input) {
                __typename
                ... on UpdateDeviceSuccess {
                  device {
                    ...DeviceDetail
                  }
                }
                ... on UserError {
                  message
                }
                ...MetadataFacts
              }
            }

            fragment DeviceDetail on Device {
              ...DeviceRow
              template {
                id
                name
                description
                pictureUrl
                archivedAt
                metadataFields {
                  ...MetadataFieldFields
                }
              }
              metadata {
                ...MetadataFields
              }
              openTransfer {
                ...TransferFields
              }
              staticToken {
                id
                serial
                qrTokenGrouped
                status
                origin
                cloneSuspectedAt
                issuer {
                  id
                  name
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment MetadataFacts on MetadataInvalid {
              faults {
                field
                value
                reason
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment MetadataFields on MetadataValue {
              name
              type
              value
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TransferFields on DeviceTransfer {
              id
              email
              createdAt
              expiresAt
              productName
              pictureUrl
              device {
                id
                name
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="UpdateDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UpdateDevice.model_validate(data)

    async def identify_device(
        self, input: IdentifyDeviceInput, **kwargs: Any
    ) -> IdentifyDevice:
        query = gql("""
            mutation IdentifyDevice($input: IdentifyDeviceInput!) {
              identifyDevice(input: $input) {
                __typename
                ... on IdentifyDeviceSuccess {
                  device {
                    id
                  }
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="IdentifyDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return IdentifyDevice.model_validate(data)

    async def create_device(
        self, input: CreateDeviceInput, **kwargs: Any
    ) -> CreateDevice:
        query = gql("""
            mutation CreateDevice($input: CreateDeviceInput!) {
              createDevice(input: $input) {
                __typename
                ... on CreateDeviceSuccess {
                  authToken
                  device {
                    ...DeviceRow
                  }
                }
                ... on UserError {
                  message
                }
                ...MetadataFacts
                ...PlanLimitFacts
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment MetadataFacts on MetadataInvalid {
              faults {
                field
                value
                reason
              }
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="CreateDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CreateDevice.model_validate(data)

    async def move_device(self, input: MoveDeviceInput, **kwargs: Any) -> MoveDevice:
        query = gql("""
            mutation MoveDevice($input: MoveDeviceInput!) {
              moveDevice(input: $input) {
                __typename
                ... on MoveDeviceSuccess {
                  device {
                    ...DeviceRow
                  }
                }
                ... on UserError {
                  message
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="MoveDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MoveDevice.model_validate(data)

    async def provision_device(
        self, input: ProvisionDeviceInput, **kwargs: Any
    ) -> ProvisionDevice:
        query = gql("""
            mutation ProvisionDevice($input: ProvisionDeviceInput!) {
              provisionDevice(input: $input) {
                __typename
                ... on ProvisionDeviceSuccess {
                  authToken
                  expiresAt
                  deviceId
                }
                ... on UserError {
                  message
                }
                ...MetadataFacts
                ...PlanLimitFacts
                ...TextFacts
                ...WaitFacts
              }
            }

            fragment MetadataFacts on MetadataInvalid {
              faults {
                field
                value
                reason
              }
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ProvisionDevice", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ProvisionDevice.model_validate(data)

    async def events(
        self,
        organization_id: str,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[EventFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Events:
        query = gql("""
            query Events($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: EventFilter) {
              organization(id: $organizationId) {
                id
                events(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  filter: $filter
                ) {
                  edges {
                    node {
                      ...EventFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment EventFields on Event {
              id
              kind
              at
              facts
              staticTokenId
              deviceId
              tokenBatchId
              organization {
                id
                name
              }
              actor {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "filter": filter_,
        }
        response = await self.execute(
            query=query, operation_name="Events", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Events.model_validate(data)

    async def organization_events(
        self, organization_id: str, **kwargs: Any
    ) -> AsyncIterator[OrganizationEvents]:
        query = gql("""
            subscription OrganizationEvents($organizationId: ID!) {
              organizationEvents(organizationId: $organizationId) {
                ...EventFields
              }
            }

            fragment EventFields on Event {
              id
              kind
              at
              facts
              staticTokenId
              deviceId
              tokenBatchId
              organization {
                id
                name
              }
              actor {
                id
                email
                name
              }
            }
            """)
        variables: dict[str, object] = {"organizationId": organization_id}
        async for data in self.execute_ws(
            query=query,
            operation_name="OrganizationEvents",
            variables=variables,
            **kwargs,
        ):
            yield OrganizationEvents.model_validate(data)

    async def export_tokens(
        self, input: ExportTokensInput, **kwargs: Any
    ) -> ExportTokens:
        query = gql("""
            mutation ExportTokens($input: ExportTokensInput!) {
              exportTokens(input: $input) {
                __typename
                ... on ExportTokensSuccess {
                  url
                  expiresAt
                  tokenCount
                  warnings {
                    __typename
                    message
                  }
                }
                ... on UserError {
                  message
                }
                ... on TokensNotYours {
                  count
                }
                ...LabelFaultFacts
                ...ModuleFacts
                ...LabelRoomFacts
                ...TextFacts
              }
            }

            fragment LabelFaultFacts on LabelTemplateUnusable {
              key
              line
            }

            fragment LabelRoomFacts on LabelTextDoesNotFit {
              width
              height
            }

            fragment ModuleFacts on ModulesTooSmall {
              millimetres
              modules
              room
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ExportTokens", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ExportTokens.model_validate(data)

    async def token_label(
        self,
        id: str,
        labels: Union[Optional[LabelsInput], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> TokenLabel:
        query = gql("""
            query TokenLabel($id: ID!, $labels: LabelsInput) {
              staticToken(id: $id) {
                id
                label(labels: $labels) {
                  __typename
                  ... on LabelSuccess {
                    dataUri
                    warnings {
                      __typename
                      message
                    }
                  }
                  ... on UserError {
                    message
                  }
                  ...LabelFaultFacts
                  ...ModuleFacts
                  ...LabelRoomFacts
                }
              }
            }

            fragment LabelFaultFacts on LabelTemplateUnusable {
              key
              line
            }

            fragment LabelRoomFacts on LabelTextDoesNotFit {
              width
              height
            }

            fragment ModuleFacts on ModulesTooSmall {
              millimetres
              modules
              room
            }
            """)
        variables: dict[str, object] = {"id": id, "labels": labels}
        response = await self.execute(
            query=query, operation_name="TokenLabel", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TokenLabel.model_validate(data)

    async def alignment_sheet(
        self,
        stock: Union[Optional[LabelStock], UnsetType] = UNSET,
        template: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> AlignmentSheet:
        query = gql("""
            query AlignmentSheet($stock: LabelStock, $template: String) {
              alignmentSheet(stock: $stock, template: $template) {
                __typename
                ... on AlignmentSheetSuccess {
                  name
                  labelsPerSheet
                  dataUri
                }
                ... on UserError {
                  message
                }
                ...LabelFaultFacts
              }
            }

            fragment LabelFaultFacts on LabelTemplateUnusable {
              key
              line
            }
            """)
        variables: dict[str, object] = {"stock": stock, "template": template}
        response = await self.execute(
            query=query, operation_name="AlignmentSheet", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return AlignmentSheet.model_validate(data)

    async def preview_token_import(
        self, input: PreviewTokenImportInput, **kwargs: Any
    ) -> PreviewTokenImport:
        query = gql("""
            mutation PreviewTokenImport($input: PreviewTokenImportInput!) {
              previewTokenImport(input: $input) {
                __typename
                ... on PreviewTokenImportSuccess {
                  preview {
                    ...ImportPreviewFields
                  }
                }
                ... on UserError {
                  message
                }
                ...CsvFacts
                ...MappingFacts
              }
            }

            fragment CsvFacts on CsvUnusable {
              fault
              row
            }

            fragment ImportPreviewFields on ImportPreview {
              delimiter
              hasByteOrderMark
              columns {
                name
                target
                match
                guess
                guessReason
                samples
              }
              missingFields
              rowCount
              goodRowCount
              faultyRowCount
              faultCount
              faults {
                row
                column
                value
                reason
              }
            }

            fragment MappingFacts on ImportMappingInvalid {
              mappingFaults: faults {
                column
                reason
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="PreviewTokenImport",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return PreviewTokenImport.model_validate(data)

    async def import_token_batch(
        self, input: ImportTokenBatchInput, **kwargs: Any
    ) -> ImportTokenBatch:
        query = gql("""
            mutation ImportTokenBatch($input: ImportTokenBatchInput!) {
              importTokenBatch(input: $input) {
                __typename
                ... on ImportTokenBatchSuccess {
                  tokenBatch {
                    ...BatchFields
                  }
                  skippedRows
                }
                ... on UserError {
                  message
                }
                ... on ImportColumnsUnmatched {
                  columns
                  missingFields
                }
                ... on ImportFaulty {
                  preview {
                    ...ImportPreviewFields
                  }
                }
                ...CsvFacts
                ...MappingFacts
                ...PlanLimitFacts
                ...TextFacts
              }
            }

            fragment BatchFields on TokenBatch {
              id
              name
              origin
              status
              tokenCount
              createdCount
              failure
              createdAt
              finishedAt
              template {
                id
                name
              }
              createdBy {
                id
                email
                name
              }
            }

            fragment CsvFacts on CsvUnusable {
              fault
              row
            }

            fragment ImportPreviewFields on ImportPreview {
              delimiter
              hasByteOrderMark
              columns {
                name
                target
                match
                guess
                guessReason
                samples
              }
              missingFields
              rowCount
              goodRowCount
              faultyRowCount
              faultCount
              faults {
                row
                column
                value
                reason
              }
            }

            fragment MappingFacts on ImportMappingInvalid {
              mappingFaults: faults {
                column
                reason
              }
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ImportTokenBatch",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ImportTokenBatch.model_validate(data)

    async def invitation_preview(self, token: str, **kwargs: Any) -> InvitationPreview:
        query = gql("""
            query InvitationPreview($token: String!) {
              invitationPreview(token: $token) {
                brand {
                  ...BrandFields
                }
                organizationName
                email
                role
                expiresAt
                hasAccount
              }
            }

            fragment BrandFields on Brand {
              slug
              displayName
              primaryColor
              textColor
              logoUrl
              supportUrl
              privacyUrl
              termsUrl
              links {
                name
                url
              }
              appleApps
              androidApps {
                package
                fingerprints
              }
              selfSignUp
              claimHost
            }
            """)
        variables: dict[str, object] = {"token": token}
        response = await self.execute(
            query=query,
            operation_name="InvitationPreview",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return InvitationPreview.model_validate(data)

    async def invitations(
        self,
        organization_id: str,
        include_ended: bool,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Invitations:
        query = gql("""
            query Invitations($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String, $includeEnded: Boolean! = false) {
              organization(id: $organizationId) {
                id
                invitations(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  includeEnded: $includeEnded
                ) {
                  edges {
                    node {
                      ...InvitationFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment InvitationFields on Invitation {
              id
              email
              role
              state
              createdAt
              sentAt
              expiresAt
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "includeEnded": include_ended,
        }
        response = await self.execute(
            query=query, operation_name="Invitations", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Invitations.model_validate(data)

    async def invite_member(
        self, input: InviteMemberInput, **kwargs: Any
    ) -> InviteMember:
        query = gql("""
            mutation InviteMember($input: InviteMemberInput!) {
              inviteMember(input: $input) {
                __typename
                ... on InviteMemberSuccess {
                  invitation {
                    ...InvitationFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on AlreadyInvited {
                  invitationId
                }
                ... on RoleAboveYours {
                  role
                }
                ...PlanLimitFacts
                ...TextFacts
                ...WaitFacts
              }
            }

            fragment InvitationFields on Invitation {
              id
              email
              role
              state
              createdAt
              sentAt
              expiresAt
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="InviteMember", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return InviteMember.model_validate(data)

    async def resend_invitation(
        self, input: ResendInvitationInput, **kwargs: Any
    ) -> ResendInvitation:
        query = gql("""
            mutation ResendInvitation($input: ResendInvitationInput!) {
              resendInvitation(input: $input) {
                __typename
                ... on ResendInvitationSuccess {
                  invitation {
                    ...InvitationFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on RoleAboveYours {
                  role
                }
                ...WaitFacts
              }
            }

            fragment InvitationFields on Invitation {
              id
              email
              role
              state
              createdAt
              sentAt
              expiresAt
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ResendInvitation",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ResendInvitation.model_validate(data)

    async def revoke_invitation(
        self, input: RevokeInvitationInput, **kwargs: Any
    ) -> RevokeInvitation:
        query = gql("""
            mutation RevokeInvitation($input: RevokeInvitationInput!) {
              revokeInvitation(input: $input) {
                __typename
                ... on RevokeInvitationSuccess {
                  invitation {
                    ...InvitationFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on RoleAboveYours {
                  role
                }
              }
            }

            fragment InvitationFields on Invitation {
              id
              email
              role
              state
              createdAt
              sentAt
              expiresAt
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="RevokeInvitation",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RevokeInvitation.model_validate(data)

    async def accept_invitation(
        self, input: AcceptInvitationInput, **kwargs: Any
    ) -> AcceptInvitation:
        query = gql("""
            mutation AcceptInvitation($input: AcceptInvitationInput!) {
              acceptInvitation(input: $input) {
                __typename
                ... on AcceptInvitationSuccess {
                  user {
                    ...UserFields
                  }
                  membership {
                    id
                    role
                    organization {
                      ...OrganizationFields
                    }
                  }
                  session {
                    ...SessionFields
                  }
                }
                ... on UserError {
                  message
                }
                ...PlanLimitFacts
                ...TextFacts
                ...WaitFacts
              }
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment SessionFields on SessionTokens {
              accessToken
              accessTokenExpiresAt
              refreshToken
              refreshTokenExpiresAt
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }

            fragment UserFields on User {
              id
              email
              name
              isEmailVerified
              createdAt
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="AcceptInvitation",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AcceptInvitation.model_validate(data)

    async def members(
        self,
        organization_id: str,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Members:
        query = gql("""
            query Members($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
              organization(id: $organizationId) {
                id
                members(first: $first, after: $after, last: $last, before: $before) {
                  edges {
                    node {
                      ...MembershipFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment MembershipFields on Membership {
              id
              role
              createdAt
              user {
                ...UserFields
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment UserFields on User {
              id
              email
              name
              isEmailVerified
              createdAt
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        }
        response = await self.execute(
            query=query, operation_name="Members", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Members.model_validate(data)

    async def member_count(self, organization_id: str, **kwargs: Any) -> MemberCount:
        query = gql("""
            query MemberCount($organizationId: ID!) {
              organization(id: $organizationId) {
                id
                members(first: 1) {
                  totalCount
                }
              }
            }
            """)
        variables: dict[str, object] = {"organizationId": organization_id}
        response = await self.execute(
            query=query, operation_name="MemberCount", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return MemberCount.model_validate(data)

    async def change_member_role(
        self, input: ChangeMemberRoleInput, **kwargs: Any
    ) -> ChangeMemberRole:
        query = gql("""
            mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
              changeMemberRole(input: $input) {
                __typename
                ... on ChangeMemberRoleSuccess {
                  membership {
                    ...MembershipFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on LastOwner {
                  organization
                }
                ... on RoleAboveYours {
                  role
                }
              }
            }

            fragment MembershipFields on Membership {
              id
              role
              createdAt
              user {
                ...UserFields
              }
            }

            fragment UserFields on User {
              id
              email
              name
              isEmailVerified
              createdAt
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ChangeMemberRole",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ChangeMemberRole.model_validate(data)

    async def remove_member(
        self, input: RemoveMemberInput, **kwargs: Any
    ) -> RemoveMember:
        query = gql("""
            mutation RemoveMember($input: RemoveMemberInput!) {
              removeMember(input: $input) {
                __typename
                ... on RemoveMemberSuccess {
                  membershipId
                  devicesKept
                }
                ... on UserError {
                  message
                }
                ... on LastOwner {
                  organization
                }
                ... on RoleAboveYours {
                  role
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="RemoveMember", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RemoveMember.model_validate(data)

    async def organization(self, id: str, **kwargs: Any) -> Organization:
        query = gql("""
            query Organization($id: ID!) {
              organization(id: $id) {
                ...OrganizationFields
                parent {
                  id
                  name
                }
                brand {
                  ...BrandFields
                }
                plan {
                  ...PlanFields
                }
                usage {
                  staticTokens
                  organizations
                  members
                }
              }
            }

            fragment BrandFields on Brand {
              slug
              displayName
              primaryColor
              textColor
              logoUrl
              supportUrl
              privacyUrl
              termsUrl
              links {
                name
                url
              }
              appleApps
              androidApps {
                package
                fingerprints
              }
              selfSignUp
              claimHost
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }

            fragment PlanFields on Plan {
              name
              staticTokenLimit
              organizationLimit
              memberLimit
              selfSignUp
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Organization", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Organization.model_validate(data)

    async def organization_children(
        self,
        id: str,
        first: int,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> OrganizationChildren:
        query = gql("""
            query OrganizationChildren($id: ID!, $first: Int!, $after: String) {
              organization(id: $id) {
                id
                children(first: $first, after: $after) {
                  edges {
                    node {
                      ...OrganizationFields
                      children(first: 1) {
                        edges {
                          cursor
                        }
                      }
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {"id": id, "first": first, "after": after}
        response = await self.execute(
            query=query,
            operation_name="OrganizationChildren",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return OrganizationChildren.model_validate(data)

    async def create_organization(
        self, input: CreateOrganizationInput, **kwargs: Any
    ) -> CreateOrganization:
        query = gql("""
            mutation CreateOrganization($input: CreateOrganizationInput!) {
              createOrganization(input: $input) {
                __typename
                ... on CreateOrganizationSuccess {
                  organization {
                    ...OrganizationFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on SlugTaken {
                  slug
                }
                ...PlanLimitFacts
                ...TextFacts
              }
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }

            fragment PlanLimitFacts on PlanLimitReached {
              resource
              plan
              limit
              used
              requested
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="CreateOrganization",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CreateOrganization.model_validate(data)

    async def update_organization(
        self, input: UpdateOrganizationInput, **kwargs: Any
    ) -> UpdateOrganization:
        query = gql("""
            mutation UpdateOrganization($input: UpdateOrganizationInput!) {
              updateOrganization(input: $input) {
                __typename
                ... on UpdateOrganizationSuccess {
                  organization {
                    ...OrganizationFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on SlugTaken {
                  slug
                }
                ...TextFacts
              }
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="UpdateOrganization",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return UpdateOrganization.model_validate(data)

    async def move_organization(
        self, input: MoveOrganizationInput, **kwargs: Any
    ) -> MoveOrganization:
        query = gql("""
            mutation MoveOrganization($input: MoveOrganizationInput!) {
              moveOrganization(input: $input) {
                __typename
                ... on MoveOrganizationSuccess {
                  organization {
                    ...OrganizationFields
                    parent {
                      id
                      name
                    }
                  }
                }
                ... on UserError {
                  message
                }
              }
            }

            fragment OrganizationFields on Organization {
              id
              name
              slug
              isPersonal
              createdAt
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="MoveOrganization",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return MoveOrganization.model_validate(data)

    async def archive_organization(
        self, input: ArchiveOrganizationInput, **kwargs: Any
    ) -> ArchiveOrganization:
        query = gql("""
            mutation ArchiveOrganization($input: ArchiveOrganizationInput!) {
              archiveOrganization(input: $input) {
                __typename
                ... on ArchiveOrganizationSuccess {
                  organizationId
                }
                ... on UserError {
                  message
                }
                ... on OrganizationInUse {
                  devices
                  staticTokens
                  organizations
                  members
                  confirmedMembers
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="ArchiveOrganization",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ArchiveOrganization.model_validate(data)

    async def outbox(
        self,
        organization_id: str,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Outbox:
        query = gql("""
            query Outbox($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
              organization(id: $organizationId) {
                id
                outbox(first: $first, after: $after, last: $last, before: $before) {
                  edges {
                    node {
                      id
                      kind
                      recipient
                      subject
                      text
                      attempts
                      failure
                      createdAt
                      sentAt
                      givenUpAt
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        }
        response = await self.execute(
            query=query, operation_name="Outbox", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Outbox.model_validate(data)

    async def plans(self, **kwargs: Any) -> Plans:
        query = gql("""
            query Plans {
              plans {
                ...PlanFields
              }
            }

            fragment PlanFields on Plan {
              name
              staticTokenLimit
              organizationLimit
              memberLimit
              selfSignUp
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="Plans", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Plans.model_validate(data)

    async def change_plan(self, input: ChangePlanInput, **kwargs: Any) -> ChangePlan:
        query = gql("""
            mutation ChangePlan($input: ChangePlanInput!) {
              changePlan(input: $input) {
                __typename
                ... on ChangePlanSuccess {
                  changedPlan: plan {
                    ...PlanFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on PlanUnknown {
                  plan
                }
                ... on PlanTooSmall {
                  plan
                  over {
                    resource
                    limit
                    used
                  }
                }
              }
            }

            fragment PlanFields on Plan {
              name
              staticTokenLimit
              organizationLimit
              memberLimit
              selfSignUp
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ChangePlan", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ChangePlan.model_validate(data)

    async def sign_up(self, input: SignUpInput, **kwargs: Any) -> SignUp:
        query = gql("""
            mutation SignUp($input: SignUpInput!) {
              signUp(input: $input) {
                __typename
                ... on SignUpSuccess {
                  user {
                    ...UserFields
                  }
                  session {
                    ...SessionFields
                  }
                }
                ... on UserError {
                  message
                }
                ...TextFacts
                ...WaitFacts
              }
            }

            fragment SessionFields on SessionTokens {
              accessToken
              accessTokenExpiresAt
              refreshToken
              refreshTokenExpiresAt
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }

            fragment UserFields on User {
              id
              email
              name
              isEmailVerified
              createdAt
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="SignUp", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SignUp.model_validate(data)

    async def sign_in(self, input: SignInInput, **kwargs: Any) -> SignIn:
        query = gql("""
            mutation SignIn($input: SignInInput!) {
              signIn(input: $input) {
                __typename
                ... on SignInSuccess {
                  user {
                    ...UserFields
                  }
                  session {
                    ...SessionFields
                  }
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment SessionFields on SessionTokens {
              accessToken
              accessTokenExpiresAt
              refreshToken
              refreshTokenExpiresAt
            }

            fragment UserFields on User {
              id
              email
              name
              isEmailVerified
              createdAt
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="SignIn", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SignIn.model_validate(data)

    async def refresh_session(
        self, input: RefreshSessionInput, **kwargs: Any
    ) -> RefreshSession:
        query = gql("""
            mutation RefreshSession($input: RefreshSessionInput!) {
              refreshSession(input: $input) {
                __typename
                ... on RefreshSessionSuccess {
                  session {
                    ...SessionFields
                  }
                }
                ... on UserError {
                  message
                }
              }
            }

            fragment SessionFields on SessionTokens {
              accessToken
              accessTokenExpiresAt
              refreshToken
              refreshTokenExpiresAt
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="RefreshSession", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RefreshSession.model_validate(data)

    async def sign_out(self, input: SignOutInput, **kwargs: Any) -> SignOut:
        query = gql("""
            mutation SignOut($input: SignOutInput!) {
              signOut(input: $input) {
                __typename
                ... on SignOutSuccess {
                  endedSessions
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="SignOut", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return SignOut.model_validate(data)

    async def end_session(self, input: EndSessionInput, **kwargs: Any) -> EndSession:
        query = gql("""
            mutation EndSession($input: EndSessionInput!) {
              endSession(input: $input) {
                __typename
                ... on EndSessionSuccess {
                  sessionId
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="EndSession", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return EndSession.model_validate(data)

    async def sessions(
        self, first: int, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> Sessions:
        query = gql("""
            query Sessions($first: Int!, $after: String) {
              viewer {
                sessions(first: $first, after: $after) {
                  edges {
                    node {
                      id
                      deviceName
                      createdAt
                      lastUsedAt
                      expiresAt
                      isCurrent
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {"first": first, "after": after}
        response = await self.execute(
            query=query, operation_name="Sessions", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Sessions.model_validate(data)

    async def templates(
        self,
        organization_id: str,
        include_above: bool,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Templates:
        query = gql("""
            query Templates($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String, $includeAbove: Boolean! = false) {
              organization(id: $organizationId) {
                id
                templates(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  includeAbove: $includeAbove
                ) {
                  edges {
                    node {
                      ...TemplateFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment TemplateFields on Template {
              id
              name
              description
              pictureUrl
              heartbeatSeconds
              offlineGraceSeconds
              allowsProvisioning
              archivedAt
              createdAt
              metadataFields {
                ...MetadataFieldFields
              }
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "includeAbove": include_above,
        }
        response = await self.execute(
            query=query, operation_name="Templates", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Templates.model_validate(data)

    async def template(self, id: str, **kwargs: Any) -> Template:
        query = gql("""
            query Template($id: ID!) {
              template(id: $id) {
                ...TemplateFields
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment TemplateFields on Template {
              id
              name
              description
              pictureUrl
              heartbeatSeconds
              offlineGraceSeconds
              allowsProvisioning
              archivedAt
              createdAt
              metadataFields {
                ...MetadataFieldFields
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Template", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Template.model_validate(data)

    async def box_guide(
        self, template_id: str, page: GuidePage, **kwargs: Any
    ) -> BoxGuide:
        query = gql("""
            query BoxGuide($templateId: ID!, $page: GuidePage! = A5) {
              template(id: $templateId) {
                id
                boxGuide(page: $page)
              }
            }
            """)
        variables: dict[str, object] = {"templateId": template_id, "page": page}
        response = await self.execute(
            query=query, operation_name="BoxGuide", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return BoxGuide.model_validate(data)

    async def provisionable_templates(
        self, first: int, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> ProvisionableTemplates:
        query = gql("""
            query ProvisionableTemplates($first: Int!, $after: String) {
              viewer {
                provisionableTemplates(first: $first, after: $after) {
                  edges {
                    node {
                      id
                      name
                      description
                      pictureUrl
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {"first": first, "after": after}
        response = await self.execute(
            query=query,
            operation_name="ProvisionableTemplates",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ProvisionableTemplates.model_validate(data)

    async def create_template(
        self, input: CreateTemplateInput, **kwargs: Any
    ) -> CreateTemplate:
        query = gql("""
            mutation CreateTemplate($input: CreateTemplateInput!) {
              createTemplate(input: $input) {
                __typename
                ... on CreateTemplateSuccess {
                  template {
                    ...TemplateFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on MetadataFieldInvalid {
                  field
                  reason
                }
                ... on TemplateSettingInvalid {
                  setting
                  reason
                }
                ...TextFacts
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment TemplateFields on Template {
              id
              name
              description
              pictureUrl
              heartbeatSeconds
              offlineGraceSeconds
              allowsProvisioning
              archivedAt
              createdAt
              metadataFields {
                ...MetadataFieldFields
              }
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="CreateTemplate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CreateTemplate.model_validate(data)

    async def update_template(
        self, input: UpdateTemplateInput, **kwargs: Any
    ) -> UpdateTemplate:
        query = gql("""
            mutation UpdateTemplate($input: UpdateTemplateInput!) {
              updateTemplate(input: $input) {
                __typename
                ... on UpdateTemplateSuccess {
                  template {
                    ...TemplateFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on MetadataFieldInvalid {
                  field
                  reason
                }
                ... on TemplateArchived {
                  archivedAt
                }
                ... on TemplateSettingInvalid {
                  setting
                  reason
                }
                ...TextFacts
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment TemplateFields on Template {
              id
              name
              description
              pictureUrl
              heartbeatSeconds
              offlineGraceSeconds
              allowsProvisioning
              archivedAt
              createdAt
              metadataFields {
                ...MetadataFieldFields
              }
            }

            fragment TextFacts on TextUnusable {
              field
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="UpdateTemplate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return UpdateTemplate.model_validate(data)

    async def archive_template(
        self, input: ArchiveTemplateInput, **kwargs: Any
    ) -> ArchiveTemplate:
        query = gql("""
            mutation ArchiveTemplate($input: ArchiveTemplateInput!) {
              archiveTemplate(input: $input) {
                __typename
                ... on ArchiveTemplateSuccess {
                  template {
                    ...TemplateFields
                  }
                }
                ... on UserError {
                  message
                }
                ... on TemplateArchived {
                  archivedAt
                }
              }
            }

            fragment MetadataFieldFields on MetadataField {
              id
              name
              type
              isRequired
              isUnique
              defaultValue
              choices
            }

            fragment TemplateFields on Template {
              id
              name
              description
              pictureUrl
              heartbeatSeconds
              offlineGraceSeconds
              allowsProvisioning
              archivedAt
              createdAt
              metadataFields {
                ...MetadataFieldFields
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="ArchiveTemplate", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ArchiveTemplate.model_validate(data)

    async def tokens(
        self,
        organization_id: str,
        order_by: ListOrder,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        last: Union[Optional[int], UnsetType] = UNSET,
        before: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[StaticTokenFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Tokens:
        query = gql("""
            query Tokens($organizationId: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: StaticTokenFilter, $orderBy: ListOrder! = NEWEST_FIRST) {
              organization(id: $organizationId) {
                id
                staticTokens(
                  first: $first
                  after: $after
                  last: $last
                  before: $before
                  filter: $filter
                  orderBy: $orderBy
                ) {
                  edges {
                    cursor
                    node {
                      ...TokenRow
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TokenRow on StaticToken {
              id
              status
              origin
              serial
              createdAt
              claimedAt
              firstConnectedAt
              cloneSuspectedAt
              qrTokenGrouped
              template {
                id
                name
              }
              batch {
                id
                name
              }
              device {
                ...DeviceLive
              }
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "filter": filter_,
            "orderBy": order_by,
        }
        response = await self.execute(
            query=query, operation_name="Tokens", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Tokens.model_validate(data)

    async def token_count(
        self,
        organization_id: str,
        filter_: Union[Optional[StaticTokenFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> TokenCount:
        query = gql("""
            query TokenCount($organizationId: ID!, $filter: StaticTokenFilter) {
              organization(id: $organizationId) {
                id
                staticTokens(first: 1, filter: $filter) {
                  totalCount
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "organizationId": organization_id,
            "filter": filter_,
        }
        response = await self.execute(
            query=query, operation_name="TokenCount", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TokenCount.model_validate(data)

    async def token(self, id: str, **kwargs: Any) -> Token:
        query = gql("""
            query Token($id: ID!) {
              staticToken(id: $id) {
                ...TokenDetail
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment MetadataFields on MetadataValue {
              name
              type
              value
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TokenDetail on StaticToken {
              ...TokenRow
              qrToken
              claimUrl
              issuer {
                id
                name
              }
              metadata {
                ...MetadataFields
              }
              device {
                ...DeviceLive
                organization {
                  id
                  name
                  isPersonal
                }
                owner {
                  id
                  email
                  name
                }
              }
            }

            fragment TokenRow on StaticToken {
              id
              status
              origin
              serial
              createdAt
              claimedAt
              firstConnectedAt
              cloneSuspectedAt
              qrTokenGrouped
              template {
                id
                name
              }
              batch {
                id
                name
              }
              device {
                ...DeviceLive
              }
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="Token", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Token.model_validate(data)

    async def token_by_qr_token(self, qr_token: str, **kwargs: Any) -> TokenByQrToken:
        query = gql("""
            query TokenByQrToken($qrToken: String!) {
              staticTokenByQrToken(qrToken: $qrToken) {
                ...TokenRow
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TokenRow on StaticToken {
              id
              status
              origin
              serial
              createdAt
              claimedAt
              firstConnectedAt
              cloneSuspectedAt
              qrTokenGrouped
              template {
                id
                name
              }
              batch {
                id
                name
              }
              device {
                ...DeviceLive
              }
            }
            """)
        variables: dict[str, object] = {"qrToken": qr_token}
        response = await self.execute(
            query=query, operation_name="TokenByQrToken", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TokenByQrToken.model_validate(data)

    async def token_qr_code(
        self, id: str, format: QrFormat, module_size: int, dpi: int, **kwargs: Any
    ) -> TokenQrCode:
        query = gql("""
            query TokenQrCode($id: ID!, $format: QrFormat!, $moduleSize: Int! = 8, $dpi: Int! = 203) {
              staticToken(id: $id) {
                id
                qrCode(format: $format, moduleSize: $moduleSize, dpi: $dpi)
              }
            }
            """)
        variables: dict[str, object] = {
            "id": id,
            "format": format,
            "moduleSize": module_size,
            "dpi": dpi,
        }
        response = await self.execute(
            query=query, operation_name="TokenQrCode", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TokenQrCode.model_validate(data)

    async def token_history(
        self,
        id: str,
        first: int,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> TokenHistory:
        query = gql("""
            query TokenHistory($id: ID!, $first: Int!, $after: String) {
              staticToken(id: $id) {
                id
                history(first: $first, after: $after) {
                  edges {
                    node {
                      ...EventFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment EventFields on Event {
              id
              kind
              at
              facts
              staticTokenId
              deviceId
              tokenBatchId
              organization {
                id
                name
              }
              actor {
                id
                email
                name
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
            """)
        variables: dict[str, object] = {"id": id, "first": first, "after": after}
        response = await self.execute(
            query=query, operation_name="TokenHistory", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return TokenHistory.model_validate(data)

    async def reveal_auth_token(
        self, input: RevealAuthTokenInput, **kwargs: Any
    ) -> RevealAuthToken:
        query = gql("""
            mutation RevealAuthToken($input: RevealAuthTokenInput!) {
              revealAuthToken(input: $input) {
                __typename
                ... on RevealAuthTokenSuccess {
                  authToken
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="RevealAuthToken", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RevealAuthToken.model_validate(data)

    async def rotate_qr_token(
        self, input: RotateQrTokenInput, **kwargs: Any
    ) -> RotateQrToken:
        query = gql("""
            mutation RotateQrToken($input: RotateQrTokenInput!) {
              rotateQrToken(input: $input) {
                __typename
                ... on RotateQrTokenSuccess {
                  staticToken {
                    ...TokenDetail
                  }
                }
                ... on UserError {
                  message
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment MetadataFields on MetadataValue {
              name
              type
              value
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TokenDetail on StaticToken {
              ...TokenRow
              qrToken
              claimUrl
              issuer {
                id
                name
              }
              metadata {
                ...MetadataFields
              }
              device {
                ...DeviceLive
                organization {
                  id
                  name
                  isPersonal
                }
                owner {
                  id
                  email
                  name
                }
              }
            }

            fragment TokenRow on StaticToken {
              id
              status
              origin
              serial
              createdAt
              claimedAt
              firstConnectedAt
              cloneSuspectedAt
              qrTokenGrouped
              template {
                id
                name
              }
              batch {
                id
                name
              }
              device {
                ...DeviceLive
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="RotateQrToken", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RotateQrToken.model_validate(data)

    async def dismiss_clone_suspicion(
        self, input: DismissCloneSuspicionInput, **kwargs: Any
    ) -> DismissCloneSuspicion:
        query = gql("""
            mutation DismissCloneSuspicion($input: DismissCloneSuspicionInput!) {
              dismissCloneSuspicion(input: $input) {
                __typename
                ... on DismissCloneSuspicionSuccess {
                  staticToken {
                    ...TokenDetail
                  }
                }
                ... on UserError {
                  message
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment MetadataFields on MetadataValue {
              name
              type
              value
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }

            fragment TokenDetail on StaticToken {
              ...TokenRow
              qrToken
              claimUrl
              issuer {
                id
                name
              }
              metadata {
                ...MetadataFields
              }
              device {
                ...DeviceLive
                organization {
                  id
                  name
                  isPersonal
                }
                owner {
                  id
                  email
                  name
                }
              }
            }

            fragment TokenRow on StaticToken {
              id
              status
              origin
              serial
              createdAt
              claimedAt
              firstConnectedAt
              cloneSuspectedAt
              qrTokenGrouped
              template {
                id
                name
              }
              batch {
                id
                name
              }
              device {
                ...DeviceLive
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="DismissCloneSuspicion",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return DismissCloneSuspicion.model_validate(data)

    async def disclaim_tokens(
        self, input: DisclaimTokensInput, **kwargs: Any
    ) -> DisclaimTokens:
        query = gql("""
            mutation DisclaimTokens($input: DisclaimTokensInput!) {
              disclaimTokens(input: $input) {
                __typename
                ... on DisclaimTokensSuccess {
                  disclaimed
                }
                ... on UserError {
                  message
                }
                ... on TokensNotYours {
                  count
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="DisclaimTokens", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DisclaimTokens.model_validate(data)

    async def delete_tokens(
        self, input: DeleteTokensInput, **kwargs: Any
    ) -> DeleteTokens:
        query = gql("""
            mutation DeleteTokens($input: DeleteTokensInput!) {
              deleteTokens(input: $input) {
                __typename
                ... on DeleteTokensSuccess {
                  deleted
                  claimed
                }
                ... on UserError {
                  message
                }
                ... on TokensNotYours {
                  count
                }
                ... on ConfirmationMismatch {
                  expected
                  confirmed
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query, operation_name="DeleteTokens", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeleteTokens.model_validate(data)

    async def received_transfers(
        self, first: int, after: Union[Optional[str], UnsetType] = UNSET, **kwargs: Any
    ) -> ReceivedTransfers:
        query = gql("""
            query ReceivedTransfers($first: Int!, $after: String) {
              viewer {
                receivedTransfers(first: $first, after: $after) {
                  edges {
                    node {
                      ...TransferFields
                    }
                  }
                  pageInfo {
                    ...PageFields
                  }
                }
              }
            }

            fragment PageFields on PageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }

            fragment TransferFields on DeviceTransfer {
              id
              email
              createdAt
              expiresAt
              productName
              pictureUrl
              device {
                id
                name
              }
            }
            """)
        variables: dict[str, object] = {"first": first, "after": after}
        response = await self.execute(
            query=query,
            operation_name="ReceivedTransfers",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ReceivedTransfers.model_validate(data)

    async def offer_device_transfer(
        self, input: OfferDeviceTransferInput, **kwargs: Any
    ) -> OfferDeviceTransfer:
        query = gql("""
            mutation OfferDeviceTransfer($input: OfferDeviceTransferInput!) {
              offerDeviceTransfer(input: $input) {
                __typename
                ... on OfferDeviceTransferSuccess {
                  transfer {
                    ...TransferFields
                  }
                }
                ... on UserError {
                  message
                }
                ...WaitFacts
              }
            }

            fragment TransferFields on DeviceTransfer {
              id
              email
              createdAt
              expiresAt
              productName
              pictureUrl
              device {
                id
                name
              }
            }

            fragment WaitFacts on TooManyAttempts {
              retryAfterSeconds
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="OfferDeviceTransfer",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return OfferDeviceTransfer.model_validate(data)

    async def accept_device_transfer(
        self, input: AcceptDeviceTransferInput, **kwargs: Any
    ) -> AcceptDeviceTransfer:
        query = gql("""
            mutation AcceptDeviceTransfer($input: AcceptDeviceTransferInput!) {
              acceptDeviceTransfer(input: $input) {
                __typename
                ... on AcceptDeviceTransferSuccess {
                  device {
                    ...DeviceRow
                  }
                }
                ... on UserError {
                  message
                }
              }
            }

            fragment DeviceLive on Device {
              id
              status
              name
              firmwareVersion
              hardwareRevision
              presence {
                ...PresenceFields
              }
            }

            fragment DeviceRow on Device {
              ...DeviceLive
              createdAt
              firstConnectedAt
              template {
                id
                name
                pictureUrl
              }
              organization {
                id
                name
                isPersonal
              }
              owner {
                id
                email
                name
              }
            }

            fragment PresenceFields on Presence {
              isOnline
              since
              lastSeenAt
              reason
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="AcceptDeviceTransfer",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return AcceptDeviceTransfer.model_validate(data)

    async def refuse_device_transfer(
        self, input: RefuseDeviceTransferInput, **kwargs: Any
    ) -> RefuseDeviceTransfer:
        query = gql("""
            mutation RefuseDeviceTransfer($input: RefuseDeviceTransferInput!) {
              refuseDeviceTransfer(input: $input) {
                __typename
                ... on RefuseDeviceTransferSuccess {
                  transferId
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="RefuseDeviceTransfer",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RefuseDeviceTransfer.model_validate(data)

    async def cancel_device_transfer(
        self, input: CancelDeviceTransferInput, **kwargs: Any
    ) -> CancelDeviceTransfer:
        query = gql("""
            mutation CancelDeviceTransfer($input: CancelDeviceTransferInput!) {
              cancelDeviceTransfer(input: $input) {
                __typename
                ... on CancelDeviceTransferSuccess {
                  device {
                    id
                  }
                }
                ... on UserError {
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = await self.execute(
            query=query,
            operation_name="CancelDeviceTransfer",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return CancelDeviceTransfer.model_validate(data)
