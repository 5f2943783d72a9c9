"""What tables and columns with personal data are called."""

from __future__ import annotations

from models.marks import N_

TABLE_WORDS = {
    "person": N_("Contact"),
    "inquiry": N_("Inquiries"),
    "lead": N_("Leads"),
    "letter": N_("Letters"),
    "entry": N_("Lines of the timeline"),
    "task": N_("Tasks"),
    "stage_change": N_("Moves between stages"),
    "claim_group": N_("Holds, reservations and contracts"),
    "act": N_("Reasons that were given"),
}
COLUMN_WORDS = {
    "full_native": N_("Name"),
    "full_roman": N_("Name in Latin letters"),
    "reading": N_("Reading"),
    "title": N_("Title"),
    "email": N_("Email address"),
    "corrected_email": N_("Corrected email address"),
    "phone": N_("Phone"),
    "name": N_("Name"),
    "message": N_("Question"),
    "organisation": N_("Company"),
    "country": N_("Country"),
    "language": N_("Language"),
    "reference": N_("Reference"),
    "received_at": N_("Received"),
    "created_at": N_("Written"),
    "sent_at": N_("Sent"),
    "at": N_("When"),
    "done_at": N_("Done on"),
    "to": N_("To"),
    "subject": N_("Subject"),
    "body": N_("Text"),
    "text": N_("Text"),
    "reason": N_("Reason"),
    "lost_reason": N_("Why it was lost"),
    "need": N_("Need"),
    "details": N_("Subject"),
    "kept_why": N_("Why it is kept"),
    "id": N_("Number"),
}
CAUSE_WORDS = {
    "asked": N_("asked for"),
    "retention": N_("its time was over"),
    "restored": N_("a backup had brought it back"),
}
PURPOSES = {
    "inquiry": N_("Collection and use of personal data"),
    "overseas_transfer": N_("Transfer of personal data abroad"),
    "third_party": N_("Passing data on to suppliers"),
    "marketing": N_("News by email"),
}
