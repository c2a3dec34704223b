"""What a LinkedIn archive holds of people: one file per member (docs/connectors/linkedin_*.md, how to get it).

No text that anybody wrote (messages, notes to invitations, recommendations) is ever kept.
"""

from __future__ import annotations

from connectors.linkedin.career import LinkedInEducation, LinkedInPositions
from connectors.linkedin.connections import LinkedInConnections
from connectors.linkedin.imported import LinkedInImported
from connectors.linkedin.invitations import LinkedInInvitations
from connectors.linkedin.messages import LinkedInMessages
from connectors.linkedin.profile import LinkedInProfile
from connectors.linkedin.recommendations import LinkedInRecommendations

__all__ = [
    "LinkedInConnections",
    "LinkedInEducation",
    "LinkedInImported",
    "LinkedInInvitations",
    "LinkedInMessages",
    "LinkedInPositions",
    "LinkedInProfile",
    "LinkedInRecommendations",
]
