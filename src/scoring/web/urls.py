"""The addresses of the desk; every page of ours names the action it needs (`scoring.web.views.base.desk`)."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from scoring.web.views import (
    accounts,
    appraise,
    campaign,
    council,
    evidence,
    form,
    home,
    notices,
    openid,
    opening,
    publication,
    sharing,
    submit,
    workbook,
)

_CAMPAIGN = "dot/<str:campaign>/"
_DRAFT = _CAMPAIGN + "phieu/<str:agency>/"
_DOSSIER = _CAMPAIGN + "ho-so/<str:agency>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("ngon-ngu/", home.language, name="language"),
    path("tai-khoan/", home.account, name="account"),
    path("tai-khoan/thu/", notices.mail_address, name="mail_address"),
    path("thong-bao/", notices.listed, name="notices"),
    path("thong-bao/da-doc/", notices.read, name="notices_read"),
    path("tai-khoan/ma-hinh.svg", home.totp_picture, name="totp_picture"),
    # ---- signing in: allauth's pages with our templates
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("tai-khoan/mat-khau/", account.password_change, name="account_change_password"),
    path("tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/bi-khoa/", account.account_inactive, name="account_inactive"),
    path("tai-khoan/hai-buoc/", include("allauth.mfa.urls")),
    path("dang-nhap/<str:provider_id>/", openid.start, name="openid_connect_login"),
    path("dang-nhap/<str:provider_id>/tra-ve/", openid.back, name="openid_connect_callback"),
    # ---- the officer's desk
    path(_DRAFT, form.start, name="form"),
    path(_DRAFT + "nhom/<str:group>/", form.group, name="form_group"),
    path(_DRAFT + "nhom/<str:group>/luu/", form.save_group, name="form_save_group"),
    path(_DRAFT + "nhom/<str:group>/thu/", form.attempt, name="form_try"),
    path(_DRAFT + "luu/", form.save_field, name="form_save"),
    path(_DRAFT + "vi-sao/<str:item>/", form.why, name="form_why"),
    path(_DRAFT + "minh-chung/", evidence.listed, name="evidence"),
    path(_DRAFT + "minh-chung/them/", evidence.add, name="evidence_add"),
    path(_DRAFT + "tieu-chi/<str:criterion>/minh-chung/", evidence.picking, name="evidence_picking"),
    path(_DRAFT + "tieu-chi/<str:criterion>/minh-chung/ghi/", evidence.pick, name="evidence_pick"),
    path(_DRAFT + "minh-chung/<str:record>/", evidence.record, name="record"),
    path(_DRAFT + "minh-chung/<str:record>/luu/", evidence.save_record, name="record_save"),
    path(_DRAFT + "tep/<int:file>/", evidence.file, name="draft_file"),
    path(_DRAFT + "chung/", form.general, name="form_general"),
    path(_DRAFT + "phan-cong/", sharing.shares, name="shares"),
    path(_DRAFT + "phan-cong/luu/", sharing.give, name="shares_give"),
    path(_DRAFT + "phan-cong/nhac/<str:unit>/", sharing.letter, name="unit_letter"),
    path(_DRAFT + "phan-cong/ban-giao/<str:unit>/", sharing.hand_over, name="hand_over"),
    path(_DRAFT + "don-vi/", sharing.units_page, name="own_units"),
    path(_DRAFT + "don-vi/ghi/", sharing.save_units, name="own_units_save"),
    path(_DRAFT + "don-vi/tep/", sharing.units_file, name="own_units_file"),
    path(_DRAFT + "so-excel/", workbook.page, name="workbook"),
    path(_DRAFT + "so-excel/tai/", workbook.file, name="workbook_file"),
    path(_DRAFT + "so-excel/doc/", workbook.read, name="workbook_read"),
    path(_DRAFT + "so-excel/ghi/", workbook.write, name="workbook_write"),
    path(_DRAFT + "tep/<int:file>/xem/", evidence.look, name="draft_file_look"),
    path(_DRAFT + "tep/<int:file>/trang/<int:number>/", evidence.picture, name="draft_file_page"),
    path(_DRAFT + "xem-truoc/", submit.preview, name="preview"),
    path(_DRAFT + "ban-in/<str:format>/", submit.paper, name="paper"),
    path(_DRAFT + "nop/", submit.hand_in, name="hand_in"),
    path(_DRAFT + "rut/", submit.withdraw, name="withdraw"),
    # ---- what was handed in, and its appraisal
    path(_DOSSIER, submit.dossier, name="dossier"),
    path(_DOSSIER + "tep/<str:digest>/", appraise.attachment, name="attachment"),
    path(_DOSSIER + "giai-trinh/", campaign.explain, name="explain"),
    path(_DOSSIER + "kien-nghi/", campaign.appeal, name="appeal"),
    path(_DOSSIER + "huy/", appraise.undo, name="undo"),
    path(_DOSSIER + "tra-lai/", campaign.send_back, name="send_back"),
    path(_DOSSIER + "mo-lai/", campaign.reopen, name="reopen"),
    path(_DOSSIER + "xac-nhan/", campaign.confirm, name="confirm"),
    path(_DOSSIER + "giay-tiep-nhan.<str:format>", publication.receipt, name="receipt"),
    path(_DOSSIER + "phieu-tra-lai.<str:format>", publication.return_letter, name="return_letter"),
    path(_DOSSIER + "quyet-kien-nghi/", campaign.decide, name="decide_appeal"),
    path(_DOSSIER + "tieu-chi/<str:criterion>/", appraise.criterion, name="criterion"),
    path(_DOSSIER + "tieu-chi/<str:criterion>/cham/", appraise.decide, name="decide"),
    path(_DOSSIER + "tieu-chi/<str:criterion>/hoi/", appraise.ask, name="ask"),
    path(_DOSSIER + "tieu-chi/<str:criterion>/xac-lap/", appraise.establish_fact, name="establish"),
    path(_CAMPAIGN + "hang-cho/", appraise.queue, name="queue"),
    path(_CAMPAIGN + "hang-cho/chap-nhan/", appraise.accept_clear, name="accept_clear"),
    # ---- the whole campaign
    path(_CAMPAIGN, campaign.campaign, name="campaign"),
    path(_CAMPAIGN + "chenh-lech/", council.gaps, name="gaps"),
    path(_CAMPAIGN + "chot/", campaign.lock, name="lock"),
    path(_CAMPAIGN + "mau/chon/", campaign.sample, name="sample"),
    path(_CAMPAIGN + "hop/", council.council, name="council"),
    path(_CAMPAIGN + "cong-bo/", publication.preview, name="publication"),
    path(_CAMPAIGN + "cong-bo/khoi/<str:block>/", publication.block, name="publication_block"),
    path(_CAMPAIGN + "cong-bo/ghi/", publication.publish, name="publish"),
    path(_CAMPAIGN + "van-ban/", publication.papers, name="papers"),
    path(_CAMPAIGN + "van-ban/lap/", publication.make_papers, name="make_papers"),
    path(_CAMPAIGN + "van-ban/<str:digest>.zip", publication.papers_file, name="papers_file"),
    path(_CAMPAIGN + "so-cai/tep.jsonl", publication.ledger_file, name="ledger_file"),
    path(_CAMPAIGN + "so-cai/", campaign.ledger, name="ledger"),
    path(_CAMPAIGN + "so-cai/kiem-tra/", campaign.verify, name="ledger_verify"),
    # ---- opening, and accounts
    path("mo-dot/", opening.open_page, name="open_campaign"),
    path("quan-tri/phieu-moi/<str:to>/", opening.invitations, name="invitations"),
    path("moi/<str:token>/", opening.invitation, name="invitation"),
    path("quan-tri/", accounts.accounts, name="accounts"),
    path("quan-tri/them/", accounts.add, name="new_account"),
    path("quan-tri/<int:account>/", accounts.change, name="edit_account"),
]
handler400 = "scoring.web.views.home.bad_request"
handler404 = "scoring.web.views.home.not_found"
handler500 = "scoring.web.views.home.bug"
