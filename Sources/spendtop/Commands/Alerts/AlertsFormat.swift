import ArgumentParser
import Foundation
import SpendReports

enum AlertsFormat: String, ExpressibleByArgument, CaseIterable { case table, json }
